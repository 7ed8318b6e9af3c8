using Retention.Workflows;
using Retention.Workflows.Testing;
using Xunit;
using static Retention.Workflows.Period;

namespace PackedTests;

/// <summary>Every kind of wait. The harness starts on Thursday, 8 January 2026, at 08:00 UTC, which is 09:00 in Prague.</summary>
public sealed class WaitTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Customer Praguer { get; } = Some.Customer("ada", "Europe/Prague") with { Birthday = new DateOnly(1990, 2, 1) };

    [Theory]
    [InlineData("P1D", "2026-03-29 07:00")] // the same local time, although the night has an hour less
    [InlineData("PT24H", "2026-03-29 08:00")]
    public async Task Days_end_at_the_same_local_time_and_hours_elapse(string period, string expected)
    {
        var start = new DateTimeOffset(2026, 3, 28, 8, 0, 0, TimeSpan.Zero);
        await using var journey = await EnrolledAsync(Praguer, steps => steps.Wait("wait", Parse(period)), start);

        await journey.AdvanceAsync(TimeSpan.FromDays(3));

        Assert.Equal([expected], SentAt(journey));
    }

    [Theory]
    [InlineData(8, "2026-01-09 07:00")] // it is later than eight in Prague
    [InlineData(10, "2026-01-08 09:00")]
    public async Task A_wait_until_a_time_of_day_ends_when_the_customers_clock_shows_it(int hour, string expected)
    {
        await using var journey = await EnrolledAsync(Praguer, steps => steps.WaitUntil("wait", new TimeOnly(hour, 0)));

        await journey.AdvanceAsync(TimeSpan.FromDays(3));

        Assert.Equal([expected], SentAt(journey));
    }

    [Theory]
    [InlineData(DayOfWeek.Monday, "2026-01-12 09:00")]
    [InlineData(DayOfWeek.Thursday, "2026-01-08 09:00")]
    public async Task A_wait_until_a_weekday_ends_on_that_day_at_the_customers_time(DayOfWeek day, string expected)
    {
        await using var journey = await EnrolledAsync(Praguer, steps => steps.WaitUntil("wait", day, new TimeOnly(10, 0)));

        await journey.AdvanceAsync(TimeSpan.FromDays(14));

        Assert.Equal([expected], SentAt(journey));
    }

    [Theory]
    [InlineData(WhenPast.ContinueNow)]
    [InlineData(WhenPast.SkipStep)]
    [InlineData(WhenPast.Exit)]
    public async Task A_date_of_the_customer_that_is_to_come_is_waited_for(WhenPast whenPast)
    {
        await using var journey = await StartAsync(steps => BeforeTheBirthday(steps, whenPast));

        await journey.EnrollAsync(Praguer);
        await journey.AdvanceAsync(TimeSpan.FromDays(60));

        Assert.Equal(["2026-01-25 08:00", "2026-01-25 08:00"], SentAt(journey));
    }

    [Theory]
    [InlineData(WhenPast.ContinueNow, "mail by email, reminder by email", "ended as completed")]
    [InlineData(WhenPast.SkipStep, "reminder by email", "ended as completed")]
    [InlineData(WhenPast.Exit, "", "ended as date-past")]
    public async Task A_date_of_the_customer_that_is_past_is_treated_as_the_journey_says(WhenPast whenPast, string sent, string left)
    {
        await using var journey = await StartAsync(steps => BeforeTheBirthday(steps, whenPast));

        await journey.EnrollAsync(Praguer with { Birthday = new DateOnly(1990, 1, 10) });

        Assert.Equal(sent, string.Join(", ", journey.Sent));
        Assert.Equal(left, await journey.WhereIsAsync(Shop.Ada));
    }

    [Fact]
    public async Task An_event_in_time_ends_the_wait_at_once()
    {
        await using var journey = await WaitingForCheckoutAsync();
        await journey.AdvanceAsync(TimeSpan.FromHours(47));
        Assert.Empty(journey.Sent);

        await journey.HappenAsync(Shop.Event(Shop.Ada, EventNames.CheckoutStarted, journey.Time.GetUtcNow()));
        await journey.AdvanceAsync(TimeSpan.FromDays(3));

        Assert.Equal(["thanks by email"], journey.Sent);
        Assert.Equal(["2026-01-10 07:00"], SentAt(journey));
    }

    [Fact]
    public async Task Without_the_event_the_wait_ends_at_its_timeout_and_the_event_is_then_too_late()
    {
        await using var journey = await WaitingForCheckoutAsync();
        await journey.AdvanceAsync(TimeSpan.FromHours(49));

        await journey.HappenAsync(Shop.Event(Shop.Ada, EventNames.CheckoutStarted, journey.Time.GetUtcNow()));
        await journey.AdvanceAsync(TimeSpan.FromDays(3));

        Assert.Equal(["come-back by email"], journey.Sent);
        Assert.Equal(["2026-01-10 08:00"], SentAt(journey));
    }

    [Fact]
    public async Task Each_event_restarts_the_silence()
    {
        await using var journey = await EnrolledAsync(
            Praguer, steps => steps.WaitForSilence("wait", Hours(1), EventNames.CartItemAdded, EventNames.CheckoutStarted));
        foreach (var name in (EventName[])[EventNames.CartItemAdded, EventNames.CheckoutStarted])
        {
            await journey.AdvanceAsync(TimeSpan.FromMinutes(50));
            await journey.HappenAsync(Shop.Event(Shop.Ada, name, journey.Time.GetUtcNow()));
        }

        await journey.AdvanceAsync(TimeSpan.FromDays(1));

        Assert.Equal(["2026-01-08 10:40"], SentAt(journey));
    }

    [Fact]
    public async Task Every_wait_survives_the_end_of_the_process()
    {
        await using var shop = await ShopHost.StartAsync(
            retention => retention.Journeys.Add<EveryWait>(),
            new Dictionary<string, string> { ["hello.email.subject.hbs"] = "{{step.name}}", ["hello.email.text.hbs"] = "Hello." });
        await shop.SaveAsync(Praguer);
        await shop.Client.EnrollAsync(EveryWait.Name, Shop.Ada, cancellationToken: Token);
        await shop.AdvanceAsync(TimeSpan.FromMinutes(1));

        foreach (var days in (int[])[1, 1, 1, 2, 13])
        {
            await shop.RestartAsync();
            await shop.AdvanceAsync(TimeSpan.FromDays(days));
        }

        await shop.RestartAsync();
        await shop.HappenAsync(Shop.Event(Shop.Ada, EventNames.CheckoutStarted, shop.Now));
        await shop.RestartAsync();
        await shop.AdvanceAsync(TimeSpan.FromHours(2));

        Assert.Equal(
            [
                "after-days 2026-01-09 08:00",
                "after-hours 2026-01-09 13:00",
                "in-the-morning 2026-01-10 08:00",
                "on-monday 2026-01-12 09:00",
                "before-the-birthday 2026-01-25 08:00",
                "after-the-event 2026-01-26 08:01",
                "after-the-silence 2026-01-26 09:01",
            ],
            shop.Mails.Select(mail => $"{mail.Subject} {mail.SentAt:yyyy-MM-dd HH:mm}"));
    }

    private static StepsBuilder BeforeTheBirthday(StepsBuilder steps, WhenPast whenPast) => steps
        .WaitUntilDate("wait", CustomerDate.Birthday.DaysBefore(7), new TimeOnly(9, 0), whenPast)
        .SendEmail("mail", template: "mail")
        .SendEmail("reminder", template: "mail");

    private static async Task<JourneyHarness> WaitingForCheckoutAsync()
    {
        var journey = await StartAsync(steps => steps.WaitFor("wait", EventNames.CheckoutStarted, Days(2),
            received: received => received.SendEmail("thanks", template: "mail"),
            timedOut: timedOut => timedOut.SendEmail("come-back", template: "mail")));
        await journey.EnrollAsync(Praguer);
        return journey;
    }

    /// <summary>Starts a journey of one wait and one mail, with a customer at the wait.</summary>
    private static async Task<JourneyHarness> EnrolledAsync(Customer customer, Action<StepsBuilder> wait, DateTimeOffset? start = null)
    {
        var journey = await StartAsync(
            steps =>
            {
                wait(steps);
                steps.SendEmail("mail", template: "mail");
            },
            start);
        await journey.EnrollAsync(customer);
        Assert.Empty(journey.Sent);
        return journey;
    }

    private static Task<JourneyHarness> StartAsync(Action<StepsBuilder> steps, DateTimeOffset? start = null) => JourneyHarness.StartAsync(
        JourneyDefinition.Build(new JourneyName("waits"), journey => steps(journey.Steps)),
        options =>
        {
            options.CancellationToken = Token;
            options.Start = start ?? options.Start;
        });

    private static IEnumerable<string> SentAt(JourneyHarness journey) =>
        journey.Messages.Select(message => $"{message.SentAt:yyyy-MM-dd HH:mm}");

    private sealed class EveryWait : IJourney
    {
        public static JourneyName Name => new("every-wait");

        public static void Define(JourneyBuilder journey) => journey.Steps
            .Wait("days", Days(1)).SendEmail("after-days", template: "hello")
            .Wait("hours", Hours(5)).SendEmail("after-hours", template: "hello")
            .WaitUntil("morning", new TimeOnly(9, 0)).SendEmail("in-the-morning", template: "hello")
            .WaitUntil("monday", DayOfWeek.Monday, new TimeOnly(10, 0)).SendEmail("on-monday", template: "hello")
            .WaitUntilDate("birthday", CustomerDate.Birthday.DaysBefore(7), new TimeOnly(9, 0), WhenPast.Exit)
            .SendEmail("before-the-birthday", template: "hello")
            .WaitFor("checkout", EventNames.CheckoutStarted, Days(30),
                received: steps => steps.SendEmail("after-the-event", template: "hello"),
                timedOut: steps => steps.Exit("no-checkout"))
            .WaitForSilence("quiet", Hours(1), EventNames.CheckoutStarted)
            .SendEmail("after-the-silence", template: "hello");
    }
}
