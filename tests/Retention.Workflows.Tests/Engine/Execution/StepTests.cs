using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Engine.Execution;

public sealed class StepTests
{
    private static readonly CustomerId Ada = Journeys.Ada;

    [Fact]
    public async Task Days_are_calendar_days_in_the_customers_zone_across_the_change_of_clocks()
    {
        await using var journey = await Journeys.StartAsync(
            steps => steps.Wait("think", Days(1)).SendEmail("offer", template: "offer"),
            options => options.Start = new DateTimeOffset(2026, 3, 28, 9, 0, 0, TimeSpan.Zero));

        await journey.EnrollAsync(Some.Customer(timeZone: "Europe/Prague"));
        await journey.AdvanceAsync(TimeSpan.FromDays(2));

        journey.Messages.Single().SentAt.Should()
            .Be(new DateTimeOffset(2026, 3, 29, 8, 0, 0, TimeSpan.Zero), "10 o'clock in Prague comes 23 hours later that day");
    }

    [Fact]
    public async Task Twenty_four_hours_are_elapsed_time_across_the_change_of_clocks()
    {
        await using var journey = await Journeys.StartAsync(
            steps => steps.Wait("think", Hours(24)).SendEmail("offer", template: "offer"),
            options => options.Start = new DateTimeOffset(2026, 3, 28, 9, 0, 0, TimeSpan.Zero));

        await journey.EnrollAsync(Some.Customer(timeZone: "Europe/Prague"));
        await journey.AdvanceAsync(TimeSpan.FromDays(2));

        journey.Messages.Single().SentAt.Should().Be(new DateTimeOffset(2026, 3, 29, 9, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task A_wait_for_a_time_of_day_uses_the_customers_zone()
    {
        await using var journey = await Journeys.StartAsync(
            steps => steps.WaitUntil("morning", new TimeOnly(10, 0)).SendEmail("offer", template: "offer"));

        await journey.EnrollAsync(Some.Customer(timeZone: "Asia/Tokyo"));
        await journey.AdvanceAsync(TimeSpan.FromDays(2));

        journey.Messages.Single().SentAt.Should().Be(new DateTimeOffset(2026, 1, 9, 1, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task A_purchase_before_the_step_was_reached_does_not_count()
    {
        await using var journey = await Journeys.StartAsync(steps => steps
            .Wait("first", Days(1))
            .Wait("think", Days(1))
            .If("bought", Customer.PurchasedSince("think"), then: then => then.Exit("yes"), otherwise: otherwise => otherwise.Exit("no")));
        await journey.EnrollAsync(Some.Customer());
        await journey.AdvanceAsync(TimeSpan.FromHours(12));
        await journey.PurchaseAsync(Ada);

        await journey.AdvanceAsync(TimeSpan.FromDays(3));

        (await journey.WhereIsAsync(Ada)).Should().Be("ended as no");
    }

    [Fact]
    public async Task A_late_event_counts_if_it_arrives_before_the_condition()
    {
        await using var journey = await Journeys.StartAsync(steps => steps
            .Wait("think", Days(2))
            .If("bought", Customer.PurchasedSince("think"), then: then => then.Exit("yes"), otherwise: otherwise => otherwise.Exit("no")));
        await journey.EnrollAsync(Some.Customer());
        await journey.AdvanceAsync(TimeSpan.FromDays(1.9));
        await journey.HappenAsync(Some.Purchase(Ada, journey.Time.GetUtcNow().AddDays(-1)));

        await journey.AdvanceAsync(TimeSpan.FromDays(1));

        (await journey.WhereIsAsync(Ada)).Should().Be("ended as yes");
    }

    [Fact]
    public async Task The_next_step_sees_a_recorded_event()
    {
        await using var journey = await Journeys.StartAsync(steps => steps
            .RecordEvent("note", "noted")
            .If("seen", Customer.Had("noted").InLast(Days(1)).AtLeastOnce(), then: then => then.Exit("yes"),
                otherwise: otherwise => otherwise.Exit("no")));

        await journey.EnrollAsync(Some.Customer());

        (await journey.WhereIsAsync(Ada)).Should().Be("ended as yes");
    }

    [Fact]
    public async Task A_split_is_sticky_and_keeps_its_shares()
    {
        await using var journey = await Journeys.StartAsync(
            steps => steps.Split("test", split => split.Share("a", 30, a => a.Exit("a")).Share("b", 70, b => b.Exit("b"))),
            more: builder => builder.Enroll.ByHand().ReEntry(ReEntry.Always));
        var customers = Enumerable.Range(0, 2000).Select(number => Some.Customer($"customer-{number}")).ToList();
        await journey.Client.SaveCustomersAsync(customers, TestContext.Current.CancellationToken);
        var name = new JourneyName("under-test");
        foreach (var customer in customers)
            await journey.Client.EnrollAsync(name, customer.Id, cancellationToken: TestContext.Current.CancellationToken);
        await journey.AdvanceAsync(TimeSpan.Zero);
        foreach (var customer in customers.Take(20))
            await journey.Client.EnrollAsync(name, customer.Id, cancellationToken: TestContext.Current.CancellationToken);
        await journey.AdvanceAsync(TimeSpan.Zero);

        var inA = await journey.CountAsync(JourneyMeasures.Ended, "a");
        inA.Should().BeInRange(500, 720, "about 30 % of 2,020");
        foreach (var customer in customers.Take(20))
            (await journey.RecordAsync(customer.Id)).Enrollments.Select(enrollment => enrollment.Outcome).Distinct().Should()
                .ContainSingle();
    }

    [Fact]
    public async Task A_customer_with_a_failing_step_delays_nobody_and_gets_stuck()
    {
        var broken = true;
        await using var journey = await Journeys.StartAsync(
            steps => steps.If(
                "is-vip", Customer.Satisfies("vip"), then: then => then.Exit("vip"), otherwise: otherwise => otherwise.Exit("other")),
            options => options.Configure = retention => retention.Conditions.Add(
                "vip", (customer, _, _) => broken && customer.Id.Value == "ada" ? throw new InvalidOperationException("broken") : true));
        await journey.Client.SaveCustomersAsync([Some.Customer("ada"), Some.Customer("bob")], TestContext.Current.CancellationToken);
        await journey.Client.EnrollAsync(new JourneyName("under-test"), Ada, cancellationToken: TestContext.Current.CancellationToken);
        await journey.Client.EnrollAsync(
            new JourneyName("under-test"), new CustomerId("bob"), cancellationToken: TestContext.Current.CancellationToken);

        await journey.AdvanceAsync(TimeSpan.FromDays(3));

        (await journey.WhereIsAsync(new CustomerId("bob"))).Should().Be("ended as vip");
        (await journey.WhereIsAsync(Ada)).Should().Be("stuck at is-vip");
        var stuck = (await journey.RecordAsync()).Enrollments.Single();
        stuck.Attempt.Should().Be(8);
        broken = false;
        (await journey.Operations.ResumeAsync(stuck.Id, TestContext.Current.CancellationToken)).Should().BeTrue();
        await journey.AdvanceAsync(TimeSpan.FromMinutes(1));
        (await journey.WhereIsAsync(Ada)).Should().Be("ended as vip");
    }

    [Fact]
    public async Task The_history_lists_the_moves_of_an_enrollment()
    {
        await using var journey = await Journeys.StartAsync(steps => steps
            .RecordEvent("note", "noted")
            .SendEmail("offer", template: "offer")
            .Wait("think", Days(1))
            .ExitIf("bought", Customer.PurchasedSince("think"))
            .Exit("done"));
        await journey.EnrollAsync(Some.Customer());

        await journey.AdvanceAsync(TimeSpan.FromDays(2));

        (await journey.RecordAsync()).History.Select(entry => entry.Moves).Should().Equal("note;offer;think", "bought:no;done");
    }

    [Fact]
    public async Task Steps_count_visits_and_branches()
    {
        await using var journey = await Journeys.StartAsync(
            steps => steps.SendEmail("offer", template: "offer").Wait("think", Days(1)).Exit("done"));
        await journey.EnrollAsync(Some.Customer());

        await journey.AdvanceAsync(TimeSpan.FromDays(2));

        var counters = (await journey.Operations.ReadCountersAsync(new JourneyName("under-test"), TestContext.Current.CancellationToken))
            .Where(counter => counter.Measure is JourneyMeasures.Came or JourneyMeasures.Left or JourneyMeasures.Ended)
            .Select(counter =>
                $"{counter.Step} {counter.Measure} {counter.Detail} {counter.Count}".Replace("  ", " ", StringComparison.Ordinal));
        counters.Should()
            .BeEquivalentTo("offer came 1", "offer left think 1", "think came 1", "think left done 1", "done came 1", "done ended done 1");
    }
}
