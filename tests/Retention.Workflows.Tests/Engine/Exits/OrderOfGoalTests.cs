using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Engine.Exits;

/// <summary>An order that is withdrawn takes a goal back only if this very order reached it.</summary>
public sealed class OrderOfGoalTests
{
    private static readonly CustomerId Ada = Journeys.Ada;

    private readonly InMemoryRetentionStore _store = new(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("second", 100)]
    [InlineData("first", 30)]
    [InlineData("second, first", 0)]
    [InlineData("first, second", 0)]
    [InlineData("third", 100)]
    [InlineData("first, third", 30)]
    public async Task Of_two_orders_of_one_instant_the_one_that_reached_the_goal_counts(string withdrawn, decimal amount)
    {
        await using var journey = await StartAsync();
        await journey.EnrollAsync(Some.Customer());
        await journey.AdvanceAsync(TimeSpan.FromMinutes(1));
        var at = journey.Time.GetUtcNow();
        await journey.HappenAsync(CustomerEvent.Of("first", new Purchase(Ada, at, 100, "EUR")));
        await journey.HappenAsync(CustomerEvent.Of("second", new Purchase(Ada, at, 30, "EUR")));
        await journey.HappenAsync(CustomerEvent.Of("third", new Purchase(Ada, at, 7, "EUR")));

        foreach (var order in withdrawn.Split(", "))
            (await journey.Client.WithdrawOrderAsync(Ada, order, Token)).Should().BeTrue();

        var goals = (await journey.Operations.ReadCountersAsync(new JourneyName("under-test"), Token))
            .Where(counter => counter.Measure == JourneyMeasures.Converted).ToList();
        var expected = amount == 0 ? 7 : amount; // the third order is left
        (goals.Sum(counter => counter.Count), goals.Sum(counter => counter.Amount)).Should().Be((1, expected));
        var enrollment = (await journey.RecordAsync()).Enrollments.Single();
        (enrollment.ConvertedAt, enrollment.State.ConvertedBy).Should()
            .Be((at, expected switch { 100 => "first", 30 => "second", _ => "third" }));
    }

    [Fact]
    public async Task A_goal_that_an_earlier_build_stored_is_found_by_its_time()
    {
        await using var journey = await StartAsync();
        await journey.EnrollAsync(Some.Customer());
        await journey.AdvanceAsync(TimeSpan.FromMinutes(1));
        await journey.PurchaseAsync(Ada, 100);
        var converted = (await journey.RecordAsync()).Enrollments.Single();
        await using (var transaction = await _store.BeginAsync(converted.Id.Partition, Token))
        {
            await transaction.Enrollments.UpdateAsync(
                [converted with { State = converted.State with { ConvertedBy = null } }], Token);
            await transaction.CommitAsync(Token);
        }

        (await journey.Client.WithdrawOrderAsync(Ada, converted.State.ConvertedBy!, Token)).Should().BeTrue();

        (await journey.CountAsync(JourneyMeasures.Converted)).Should().Be(0);
        (await journey.RecordAsync()).Enrollments.Single().ConvertedAt.Should().BeNull();
    }

    private Task<JourneyHarness> StartAsync() => Journeys.StartAsync(
        steps => steps.Wait("think", Days(9)), options => options.Configure = retention => retention.Store.Use(_ => _store), journey => journey.Goal.On(EventNames.Purchase).Within(Days(30)));
}
