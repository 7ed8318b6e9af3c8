using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using Retention.Workflows.Testing.Tests;
using Retention.Workflows.Tests.Support;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Engine.Resilience;

#pragma warning disable CA2201 // The runtime throws it for an error of the engine.

/// <summary>An error of the engine itself is not taken for a failure of the host's code.</summary>
public sealed class OwnErrorTests
{
    private static readonly CustomerId Ada = Journeys.Ada;

    public static TheoryData<string, Func<Exception>> Errors => new()
    {
        { "null", () => new NullReferenceException() },
        { "cast", () => new InvalidCastException() },
        { "overflow", () => new OverflowException() },
        { "index", () => new ArgumentOutOfRangeException("index") },
        { "key", () => new KeyNotFoundException() },
        { "format", () => new FormatException("The stored row is not readable.") },
    };

    [Theory]
    [MemberData(nameof(Errors), DisableDiscoveryEnumeration = true)]
    public async Task The_enrollment_waits_without_losing_an_attempt_and_the_others_go_on(string name, Func<Exception> error)
    {
        _ = name;
        var (isBroken, log) = (true, new LogLines());
        await using var journey = await StartAsync(steps => steps
            .Wait("think", Hours(1)).If("spent", Customer.SpentAtLeast(10), then: rich => rich.SendEmail("offer", template: "mail"),
                otherwise: poor => poor.SendEmail("offer-too", template: "mail")),
            windows => isBroken && windows.Any(window => window.Customer == Ada) ? error() : null, log);
        foreach (var customer in (string[])["ada", "bob", "eve", "kim", "lea"])
            await journey.EnrollAsync(Some.Customer(customer));

        await journey.AdvanceAsync(TimeSpan.FromHours(12));

        journey.Messages.Select(message => message.Customer.Value).Should().BeEquivalentTo(["bob", "eve", "kim", "lea"]);
        var waiting = (await journey.RecordAsync()).Enrollments.Single();
        (waiting.Status, waiting.Attempt, waiting.Step).Should().Be((EnrollmentStatus.Waiting, 0, "think"));
        waiting.Outcome.Should().StartWith($"{EnrollmentOutcomes.InternalError}:");
        log.Lines.Should().Contain(line => line.StartsWith("Error 1010", StringComparison.Ordinal)).And.NotContain(
            line => line.StartsWith("Warning 1001", StringComparison.Ordinal) || line.StartsWith("Error 1002", StringComparison.Ordinal));

        isBroken = false;
        await journey.AdvanceAsync(TimeSpan.FromHours(1));
        (await journey.WhereIsAsync(Ada)).Should().Be("ended as completed");
    }

    [Fact]
    public async Task It_does_not_answer_an_exit_rule()
    {
        var isBroken = false;
        await using var journey = await StartAsync(steps => steps.Wait("think", Hours(3)).SendEmail("offer", template: "mail"),
            windows => isBroken ? new NullReferenceException() : null, new LogLines(),
            exits => exits.ExitOn("rich", EventNames.Purchase, Customer.SpentAtLeast(10)));
        await journey.EnrollAsync(Some.Customer("ada"));
        await journey.AdvanceAsync(TimeSpan.FromMinutes(1));
        isBroken = true;

        var buying = () => journey.PurchaseAsync(Ada);

        await buying.Should().ThrowAsync<NullReferenceException>("the shop learns that nothing was stored, and repeats it");
        isBroken = false;
        await journey.PurchaseAsync(Ada);
        (await journey.WhereIsAsync(Ada)).Should().Be("ended as rich");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task In_the_first_steps_of_a_schedule_it_stops_one_customer_and_not_the_chunk(bool asksOutside)
    {
        var (isBroken, log) = (true, new LogLines());
        await using var journey = await StartAsync(
            steps => steps.If("spent", Customer.SpentAtLeast(10), then: rich => rich.SendEmail("offer", template: "mail"),
                otherwise: poor => poor.SendEmail("offer-too", template: "mail")),
            windows => isBroken && windows.Any(window => window.Customer == Ada) ? new FormatException() : null, log,
            enrolling =>
            {
                enrolling.Enroll.Daily(new TimeOnly(9, 0));
                if (asksOutside)
                    enrolling.Enroll.When(Customer.Satisfies("known"));
            });
        await journey.Client.SaveCustomersAsync(
            [Some.Customer("ada"), Some.Customer("bob"), Some.Customer("eve")], TestContext.Current.CancellationToken);

        await journey.AdvanceAsync(TimeSpan.FromHours(2));

        journey.Messages.Select(message => message.Customer.Value).Should().BeEquivalentTo(["bob", "eve"]);
        (await journey.RecordAsync()).Enrollments.Single().Outcome.Should().StartWith($"{EnrollmentOutcomes.InternalError}:");
        log.Lines.Should().Contain(line => line.StartsWith("Error 1014", StringComparison.Ordinal))
            .And.Contain(line => line.StartsWith("Error 1010", StringComparison.Ordinal));

        isBroken = false;
        await journey.AdvanceAsync(TimeSpan.FromHours(1));
        (await journey.WhereIsAsync(Ada)).Should().Be("ended as completed");
    }

    private static Task<JourneyHarness> StartAsync(
        Action<StepsBuilder> steps, Func<IReadOnlyList<CustomerWindow>, Exception?> failing, LogLines log, Action<JourneyBuilder>? more = null) =>
        Journeys.StartAsync(steps, options => options.Configure = retention =>
        {
            retention.Store.Use(_ => Bug.In<IEventLog>(nameof(IEventLog.SumPurchasesAsync), (_, arguments, call) =>
                failing((IReadOnlyList<CustomerWindow>)arguments[0]!) is { } error ? throw error : call()).Plant(
                    new InMemoryRetentionStore(1)));
            retention.Conditions.Add<Everybody>("known", callsOutside: true);
            log.AddTo(retention.Services);
        }, more);

    private sealed class Everybody : ICustomerPredicate
    {
        public Task<IReadOnlyList<bool>> EvaluateAsync(IReadOnlyList<CustomerQuestion> questions, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<bool>>([.. questions.Select(_ => true)]);
    }
}
