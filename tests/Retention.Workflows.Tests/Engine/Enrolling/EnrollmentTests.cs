using Retention.Workflows.Messaging;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Engine.Enrolling;

public sealed class EnrollmentTests
{
    private static readonly CustomerId Ada = Journeys.Ada;

    [Fact]
    public async Task A_schedule_enrolls_its_audience_at_the_shops_local_time()
    {
        await using var journey = await Journeys.StartAsync(
            steps => steps.SendEmail("offer", template: "offer"),
            options => options.Configure = retention =>
                retention.Configure(settings => settings.Shop = new ShopProfile { TimeZone = "Europe/Prague" }),
            builder => builder.Enroll.Monthly(day: 1, at: new TimeOnly(9, 0)).When(Customer.HasAddress(Channel.Email)));
        await journey.Client.SaveCustomersAsync([Some.Customer("ada"),
            Some.Customer("bob") with { Addresses = new Dictionary<Channel, string>() }], TestContext.Current.CancellationToken);

        await journey.AdvanceAsync(TimeSpan.FromDays(30));

        journey.Messages.Should().ContainSingle().Which.SentAt.Should().Be(new DateTimeOffset(2026, 2, 1, 8, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task Schedules_due_before_publication_are_ignored()
    {
        await using var journey = await Journeys.StartAsync(
            steps => steps.SendEmail("offer", template: "offer"), more: builder => builder.Enroll.Monthly(day: 1, at: new TimeOnly(9, 0)));
        await journey.Client.SaveCustomersAsync([Some.Customer()], TestContext.Current.CancellationToken);

        await journey.AdvanceAsync(TimeSpan.FromDays(10));

        journey.Sent.Should().BeEmpty();
    }

    [Fact]
    public async Task Only_the_latest_missed_occurrence_runs_after_downtime()
    {
        await using var journey = await Journeys.StartAsync(
            steps => steps.SendEmail("offer", template: "offer"),
            more: builder => builder.Enroll.Daily(at: new TimeOnly(9, 0)).ReEntry(ReEntry.Always));
        await journey.Client.SaveCustomersAsync([Some.Customer()], TestContext.Current.CancellationToken);

        journey.Time.MoveTo(journey.Time.GetUtcNow().AddDays(5));
        await journey.AdvanceAsync(TimeSpan.FromMinutes(1));

        journey.Sent.Should().ContainSingle();
    }

    [Fact]
    public async Task A_new_version_published_after_downtime_keeps_the_missed_occurrence()
    {
        var store = new InMemoryRetentionStore(partitions: 1);
        await RunAsync(store, template: "offer", Start, Daily);

        var sent = await RunAsync(store, template: "better-offer", Start.AddDays(2), Daily);

        sent.Should().ContainSingle("nobody ran at 09:00 of the day before, and the schedule is the same as ever");
    }

    [Fact]
    public async Task A_new_schedule_ignores_earlier_occurrences()
    {
        var store = new InMemoryRetentionStore(partitions: 1);
        await RunAsync(store, template: "offer", Start, Daily);

        var sent = await RunAsync(
            store, template: "offer", Start.AddDays(2), enroll => enroll.Weekly(DayOfWeek.Friday, at: new TimeOnly(9, 0)));

        sent.Should().BeEmpty("the 9th was a Friday, but the schedule was published on the 10th");
    }

    [Fact]
    public async Task The_once_rule_enrolls_a_customer_once_ever()
    {
        await using var journey = await Journeys.StartAsync(
            steps => steps.SendEmail("hello", template: "hello"), more: builder => builder.Enroll.ByHand().ReEntry(ReEntry.Once));
        await journey.EnrollAsync(Some.Customer());
        await journey.AdvanceAsync(TimeSpan.FromDays(400));

        var again = await journey.EnrollAsync(Some.Customer());

        again.Refusal.Should().Be("already-entered");
        journey.Sent.Should().ContainSingle();
    }

    [Fact]
    public async Task A_customer_with_an_active_enrollment_does_not_enter_again()
    {
        await using var journey = await Journeys.StartAsync(steps => steps.Wait("think", Days(3)));
        await journey.EnrollAsync(Some.Customer());

        (await journey.EnrollAsync(Some.Customer())).Refusal.Should().Be("already-inside");
    }

    [Fact]
    public async Task A_cooldown_of_calendar_months_starts_at_the_end_of_the_enrollment()
    {
        await using var journey = await Journeys.StartAsync(
            steps => steps.SendEmail("hello", template: "hello"),
            more: builder => builder.Enroll.ByHand().ReEntry(ReEntry.AfterExit(Months(1))));
        await journey.EnrollAsync(Some.Customer());

        await journey.AdvanceAsync(TimeSpan.FromDays(30));
        (await journey.EnrollAsync(Some.Customer())).Refusal.Should().Be("cooling-down", "from 8 January a month lasts 31 days");
        await journey.AdvanceAsync(TimeSpan.FromDays(1));
        (await journey.EnrollAsync(Some.Customer())).Refusal.Should().BeNull();
    }

    [Fact]
    public async Task The_same_key_enrolls_once_even_when_re_entry_is_always_allowed()
    {
        await using var journey = await Journeys.StartAsync(
            steps => steps.Wait("think", Days(3)), more: builder => builder.Enroll.ByHand().ReEntry(ReEntry.Always));
        await journey.Client.SaveCustomersAsync([Some.Customer()], TestContext.Current.CancellationToken);
        var token = TestContext.Current.CancellationToken;
        var name = new JourneyName("under-test");

        (await journey.Client.EnrollAsync(name, Ada, "cart-1", token)).Refusal.Should().BeNull();
        (await journey.Client.EnrollAsync(name, Ada, "cart-1", token)).Refusal.Should().Be("already-entered");
        (await journey.Client.EnrollAsync(name, Ada, "cart-2", token)).Refusal.Should().BeNull();
    }

    [Fact]
    public async Task Entry_can_be_explained()
    {
        await using var journey = await Journeys.StartAsync(
            steps => steps.Wait("think", Days(3)),
            more: builder => builder.Enroll.Daily(at: new TimeOnly(9, 0))
                .When(Customer.HasAddress(Channel.Email) & Customer.Had("purchase").InLast(Months(6)).AtLeast(2)));
        await journey.Client.SaveCustomersAsync([Some.Customer()], TestContext.Current.CancellationToken);
        await journey.PurchaseAsync(Ada);

        var explanation = await journey.Client.ExplainEntryAsync(new JourneyName("under-test"), Ada, TestContext.Current.CancellationToken);

        explanation.MayEnter.Should().BeFalse();
        explanation.Refusal.Should().BeNull();
        explanation.Audience!.ToString().Should().Contain("no: at least 2 purchase events in the last 6 months (1 purchase)").And
            .Contain("yes: known email address");
    }

    [Fact]
    public async Task A_goal_is_counted_once_even_after_the_end()
    {
        await using var journey = await Journeys.StartAsync(steps => steps.SendEmail("hello", template: "hello"), more: builder =>
        {
            builder.Enroll.ByHand();
            builder.Goal.On(EventNames.Purchase).Within(Days(30));
        });
        await journey.EnrollAsync(Some.Customer());
        await journey.AdvanceAsync(TimeSpan.FromDays(2));

        await journey.PurchaseAsync(Ada);
        await journey.AdvanceAsync(TimeSpan.FromDays(1));
        await journey.PurchaseAsync(Ada);

        (await journey.CountAsync(JourneyMeasures.Converted, "contacted")).Should().Be(1);
        (await journey.RecordAsync()).Enrollments.Single().ConvertedAt.Should().NotBeNull();
    }

    [Fact]
    public async Task A_goal_after_its_window_does_not_count()
    {
        await using var journey = await Journeys.StartAsync(steps => steps.SendEmail("hello", template: "hello"), more: builder =>
        {
            builder.Enroll.ByHand();
            builder.Goal.On(EventNames.Purchase).Within(Days(30));
        });
        await journey.EnrollAsync(Some.Customer());
        await journey.AdvanceAsync(TimeSpan.FromDays(31));

        await journey.PurchaseAsync(Ada);

        (await journey.CountAsync(JourneyMeasures.Converted)).Should().Be(0);
    }

    [Fact]
    public async Task A_goal_that_ends_the_journey_withdraws_queued_messages()
    {
        await using var journey = await Journeys.StartAsync(steps =>
            steps.SendEmail("hello", template: "hello").Wait("think", Days(9)).SendEmail("late", template: "late"), more: builder =>
        {
            builder.Enroll.ByHand();
            builder.Goal.On(EventNames.Purchase).Within(Days(30)).EndsJourney();
        });
        journey.On(Channel.Email).Answer = _ => DeliveryResult.RetryLater("down", TimeSpan.FromHours(1));
        await journey.EnrollAsync(Some.Customer());
        journey.On(Channel.Email).Answer = _ => DeliveryResult.Delivered;
        await journey.AdvanceAsync(TimeSpan.FromMinutes(1));
        await journey.PurchaseAsync(Ada);
        await journey.AdvanceAsync(TimeSpan.FromDays(20));

        journey.Sent.Should().BeEmpty();
        (await journey.WhereIsAsync(Ada)).Should().Be("ended as goal");
    }

    [Fact]
    public async Task A_predicate_that_fails_for_one_customer_does_not_affect_others()
    {
        await using var journey = await Journeys.StartAsync(
            steps => steps.SendEmail("hello", template: "hello"),
            options => options.Configure = retention => retention.Conditions.Add(
                "fine", (customer, _, _) => customer.Id.Value == "ada" ? throw new InvalidOperationException("broken") : true),
            builder => builder.Enroll.Daily(at: new TimeOnly(9, 0)).When(Customer.Satisfies("fine")).ReEntry(ReEntry.Once));
        await journey.Client.SaveCustomersAsync([Some.Customer("ada"), Some.Customer("bob")], TestContext.Current.CancellationToken);

        await journey.AdvanceAsync(TimeSpan.FromHours(2));

        journey.Messages.Select(message => message.Customer.Value).Should().Equal("bob");
        (await journey.CountAsync(JourneyMeasures.NotEnrolled, "audience-failed")).Should().Be(1);
    }

    private static DateTimeOffset Start { get; } = new(2026, 1, 8, 8, 0, 0, TimeSpan.Zero);

    private static void Daily(EnrollmentBuilder enroll) => enroll.Daily(at: new TimeOnly(9, 0));

    /// <summary>Runs an engine for an hour and a half from a given moment.</summary>
    private static async Task<IReadOnlyList<string>> RunAsync(
        InMemoryRetentionStore store, string template, DateTimeOffset start, Action<EnrollmentBuilder> enroll)
    {
        await using var journey = await Journeys.StartAsync(
            steps => steps.SendEmail("offer", template: template),
            options =>
            {
                options.Start = start;
                options.Configure = retention => retention.Store.Use(_ => store);
            },
            builder =>
            {
                builder.Enroll.ReEntry(ReEntry.Always);
                enroll(builder.Enroll);
            });
        await journey.Client.SaveCustomersAsync([Some.Customer()], TestContext.Current.CancellationToken);
        await journey.AdvanceAsync(TimeSpan.FromMinutes(30));
        return journey.Sent;
    }
}
