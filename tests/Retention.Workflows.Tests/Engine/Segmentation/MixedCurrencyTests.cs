using Retention.Workflows.Segments;
using Retention.Workflows.Testing;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Engine.Segmentation;

/// <summary>Purchases of one customer in several currencies do not hold up other customers.</summary>
public sealed class MixedCurrencyTests
{
    private static readonly CustomerId Ada = Journeys.Ada;
    private static readonly CustomerId Bob = new("bob");

    [Fact]
    public async Task A_customer_who_bought_in_two_currencies_stops_neither_journeys_nor_messages()
    {
        await using var journey = await StartAsync();
        await journey.Client.AppendEventsAsync(
            [Bought("o-1", Ada, journey.Time.GetUtcNow().AddDays(-30), "EUR"),
                Bought("o-2", Ada, journey.Time.GetUtcNow().AddDays(-20), "CZK")], TestContext.Current.CancellationToken);

        await journey.AdvanceAsync(TimeSpan.FromDays(2));
        await journey.EnrollAsync(Some.Customer("bob"));

        journey.Sent.Should().Equal("offer by email");
        (await journey.RecordAsync()).Segment.Should().BeNull("there is no model that she could be scored against");
    }

    [Fact]
    public async Task Two_shops_in_two_currencies_stop_neither_journeys_nor_messages()
    {
        await using var journey = await StartAsync();
        await journey.HappenAsync(Bought("o-1", Ada, journey.Time.GetUtcNow().AddDays(-30), "EUR"));
        await journey.HappenAsync(Bought("o-2", Bob, journey.Time.GetUtcNow().AddDays(-20), "CZK"));

        await journey.AdvanceAsync(TimeSpan.FromDays(2));
        await journey.EnrollAsync(Some.Customer("bob"));

        journey.Sent.Should().Equal("offer by email");
    }

    [Fact]
    public async Task A_purchase_in_another_currency_is_stored_and_leaves_the_segment_as_it_was()
    {
        await using var journey = await StartAsync();
        await journey.HappenAsync(Bought("o-1", Ada, journey.Time.GetUtcNow().AddDays(-400), "EUR"));
        await journey.AdvanceAsync(TimeSpan.FromDays(1));
        var before = (await journey.RecordAsync()).Segment;

        var outcomes = await journey.Client.AppendEventsAsync(
            [Bought("o-2", Ada, journey.Time.GetUtcNow(), "CZK"), Bought("o-3", Bob, journey.Time.GetUtcNow(), "EUR")],
            TestContext.Current.CancellationToken);
        await journey.AdvanceAsync(TimeSpan.FromDays(2));

        outcomes.Select(answer => answer.Outcome).Should().Equal(EventOutcome.Stored, EventOutcome.Stored);
        before.Should().NotBeNull();
        (await journey.RecordAsync()).Segment.Should().Be(before);
        (await journey.RecordAsync(Bob)).Segment!.Score.Should().NotBeNull("who bought in the model's currency is scored");
    }

    [Fact]
    public async Task A_purchase_without_an_amount_is_scored_with_the_others()
    {
        await using var journey = await StartAsync();
        await journey.HappenAsync(Bought("o-1", Ada, journey.Time.GetUtcNow().AddDays(-30), "EUR"));
        await journey.HappenAsync(new CustomerEvent { Id = "o-2", Customer = Bob, Name = EventNames.Purchase,
            OccurredAt = journey.Time.GetUtcNow().AddDays(-20) });

        await journey.AdvanceAsync(TimeSpan.FromDays(1));

        (await journey.RecordAsync()).Segment!.Score.Should().NotBeNull();
        (await journey.RecordAsync(Bob)).Segment!.Score.Should().NotBeNull();
    }

    [Fact]
    public async Task A_condition_about_money_fails_only_for_customers_without_an_answer()
    {
        await using var journey = await Journeys.StartAsync(steps => steps
            .Wait("think", Hours(1))
            .ExitIf("rich", Customer.SpentAtLeast(1000))
            .SendEmail("offer", template: "offer"));
        await journey.HappenAsync(Bought("o-1", Ada, journey.Time.GetUtcNow(), "EUR"));
        await journey.HappenAsync(Bought("o-2", Ada, journey.Time.GetUtcNow(), "CZK"));
        await journey.EnrollAsync(Some.Customer("ada"));
        await journey.EnrollAsync(Some.Customer("bob"));

        await journey.AdvanceAsync(TimeSpan.FromDays(3));

        journey.Messages.Select(message => message.Customer).Should().Equal(Bob);
        (await journey.WhereIsAsync(Ada)).Should().Be("stuck at rich");
        (await journey.RecordAsync()).Enrollments.Single().Outcome.Should().Be(nameof(MixedCurrenciesException));
    }

    [Fact]
    public async Task The_last_purchase_is_known_in_any_currencies()
    {
        await using var journey = await Journeys.StartAsync(steps =>
            steps.Wait("think", Hours(1)).ExitIf("bought", Customer.LastPurchaseWithin(Days(5))).SendEmail("offer", template: "offer"));
        await journey.HappenAsync(Bought("o-1", Ada, journey.Time.GetUtcNow().AddDays(-9), "EUR"));
        await journey.HappenAsync(Bought("o-2", Ada, journey.Time.GetUtcNow().AddDays(-4), "CZK"));
        await journey.EnrollAsync(Some.Customer("ada"));
        await journey.EnrollAsync(Some.Customer("bob"));

        await journey.AdvanceAsync(TimeSpan.FromDays(1));

        journey.Messages.Select(message => message.Customer).Should().Equal(Bob);
        (await journey.WhereIsAsync(Ada)).Should().Be("ended as bought");
    }

    [Fact]
    public void An_invalid_currency_code_is_refused_at_once()
    {
        var making = () => Bought("o-1", Ada, DateTimeOffset.UnixEpoch, "eur");

        making.Should().Throw<ArgumentException>().WithMessage("*'eur'*");
    }

    private static CustomerEvent Bought(string id, CustomerId customer, DateTimeOffset at, string currency) =>
        new() { Id = id, Customer = customer, Name = EventNames.Purchase, OccurredAt = at, Amount = 50, Currency = currency };

    private static async Task<JourneyHarness> StartAsync()
    {
        var journey = await Journeys.StartAsync(steps => steps.SendEmail("offer", template: "offer"));
        await journey.Client.SaveCustomersAsync([Some.Customer("ada"), Some.Customer("bob")], TestContext.Current.CancellationToken);
        return journey;
    }
}
