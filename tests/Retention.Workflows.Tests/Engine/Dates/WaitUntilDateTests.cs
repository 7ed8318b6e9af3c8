using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Engine.Dates;

/// <summary>Waits for a date of the customer. The clock starts on Thursday, 8 January 2026, at 08:00 UTC; the shop's zone is UTC.</summary>
public sealed class WaitUntilDateTests
{
    private static readonly TimeOnly _nine = new(9, 0);

    [Fact]
    public async Task A_wait_ends_at_the_local_time_of_the_next_birthday()
    {
        await using var journey = await StartAsync(CustomerDate.Birthday.DaysBefore(2), WhenPast.Exit);

        await journey.EnrollAsync(Some.Customer(timeZone: "Europe/Prague") with { Birthday = new DateOnly(1990, 7, 12) });
        await journey.AdvanceAsync(TimeSpan.FromDays(300));

        journey.Messages.Select(message => $"{message.SentAt:yyyy-MM-dd HH:mm}").Should().Equal("2026-07-10 07:00", "2026-07-10 07:00");
    }

    [Theory]
    [InlineData(WhenPast.ContinueNow, "first by email, second by email", "ended as completed")]
    [InlineData(WhenPast.SkipStep, "second by email", "ended as completed")]
    [InlineData(WhenPast.Exit, "", "ended as date-past")]
    public async Task A_past_moment_is_handled_as_the_author_chose(WhenPast choice, string sent, string left)
    {
        await using var journey = await StartAsync(CustomerDate.Birthday.DaysBefore(7), choice);

        await journey.EnrollAsync(Some.Customer() with { Birthday = new DateOnly(1990, 1, 10) });

        string.Join(", ", journey.Sent).Should().Be(sent);
        (await journey.WhereIsAsync(Journeys.Ada)).Should().Be(left);
    }

    [Fact]
    public async Task A_skipped_step_skips_its_inner_steps()
    {
        await using var journey = await Journeys.StartAsync(steps => steps
            .WaitUntilDate("date", CustomerDate.Birthday.DaysBefore(7), _nine, WhenPast.SkipStep)
            .If("vip", Customer.HasAddress(Channel.Email), then: active => active.SendEmail("inside", "inside").Exit("done"),
                otherwise: active => active.Exit("never"))
            .SendEmail("behind", "behind"));

        await journey.EnrollAsync(Some.Customer() with { Birthday = new DateOnly(1990, 1, 10) });

        journey.Sent.Should().Equal("behind by email");
    }

    [Fact]
    public async Task A_past_time_of_the_same_day_counts_as_past()
    {
        await using var journey = await StartAsync(CustomerDate.Birthday, WhenPast.Exit);
        await journey.AdvanceAsync(TimeSpan.FromHours(2));

        await journey.EnrollAsync(Some.Customer() with { Birthday = new DateOnly(1990, 1, 8) });

        (await journey.WhereIsAsync(Journeys.Ada)).Should().Be("ended as date-past");
    }

    [Fact]
    public async Task A_wait_for_days_after_a_birthday_works_after_the_birthday()
    {
        await using var journey = await StartAsync(CustomerDate.Birthday.DaysAfter(3), WhenPast.Exit);

        await journey.EnrollAsync(Some.Customer() with { Birthday = new DateOnly(1990, 1, 7) });
        await journey.AdvanceAsync(TimeSpan.FromDays(3));

        journey.Messages.Should().HaveCount(2).And
            .OnlyContain(message => message.SentAt == new DateTimeOffset(2026, 1, 10, 9, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task A_moment_missed_during_downtime_is_not_past()
    {
        await using var journey = await Journeys.StartAsync(steps => steps
            .Wait("think", Days(1))
            .WaitUntilDate("date", CustomerDate.Birthday, _nine, WhenPast.Exit)
            .SendEmail("first", "first"));
        await journey.EnrollAsync(Some.Customer() with { Birthday = new DateOnly(1990, 1, 10) });

        journey.Time.MoveTo(journey.Time.GetUtcNow().AddDays(5));
        await journey.AdvanceAsync(TimeSpan.FromMinutes(1));

        journey.Sent.Should().Equal("first by email");
    }

    [Fact]
    public async Task A_customer_without_the_date_exits_and_queued_messages_are_still_sent()
    {
        await using var journey = await Journeys.StartAsync(steps => steps
            .SendEmail("hello", "hello")
            .WaitUntilDate("date", CustomerDate.Birthday, _nine, WhenPast.ContinueNow)
            .SendEmail("first", "first"));

        await journey.EnrollAsync(Some.Customer());

        journey.Sent.Should().Equal("hello by email");
        (await journey.WhereIsAsync(Journeys.Ada)).Should().Be("ended as no-date");
        (await journey.CountAsync(JourneyMeasures.Ended, "no-date")).Should().Be(1);
    }

    [Theory]
    [InlineData("soon", "ended as unreadable-date")]
    [InlineData("9999-12-31", "ended as unreadable-date")]
    [InlineData("2026-02-01", "at date")]
    [InlineData("2025-02-01", "ended as date-past")]
    public async Task A_wait_for_an_attribute_needs_a_readable_date(string value, string expected)
    {
        await using var journey = await StartAsync(CustomerDate.Attribute("renewal").DaysAfter(1), WhenPast.Exit);

        await journey.EnrollAsync(Some.Customer() with { Attributes = new PropertyBag([new("renewal", value)]) });

        (await journey.WhereIsAsync(Journeys.Ada)).Should().Be(expected);
    }

    [Fact]
    public async Task A_wait_uses_the_voucher_of_the_enrollment()
    {
        await using var journey = await Journeys.StartAsync(
            steps => steps
                .WaitUntilDate("nothing-yet", CustomerDate.Birthday, _nine, WhenPast.ContinueNow)
                .IssueVoucher("voucher", offer: "ten")
                .WaitUntilDate("date", CustomerDate.VoucherExpiry.DaysBefore(3), _nine, WhenPast.Exit)
                .SendEmail("reminder", "voucher-ends"),
            options => options.Configure = retention => retention.Vouchers.AddOffer(Journeys.Offer()));

        await journey.EnrollAsync(Some.Customer() with { Birthday = new DateOnly(1990, 1, 10) });
        await journey.AdvanceAsync(TimeSpan.FromDays(30));

        journey.Messages.Should().ContainSingle().Which.SentAt.Should()
            .Be(new DateTimeOffset(2026, 1, 21, 9, 0, 0, TimeSpan.Zero), "issued on the 10th for 14 days");
    }

    [Fact]
    public async Task An_enrollment_without_a_voucher_has_no_last_day()
    {
        await using var journey = await StartAsync(CustomerDate.VoucherExpiry, WhenPast.ContinueNow);

        await journey.EnrollAsync(Some.Customer());

        (await journey.WhereIsAsync(Journeys.Ada)).Should().Be("ended as no-date");
    }

    [Fact]
    public async Task A_started_wait_keeps_its_moment_when_the_birthday_is_corrected()
    {
        await using var journey = await StartAsync(CustomerDate.Birthday, WhenPast.Exit);
        await journey.EnrollAsync(Some.Customer() with { Birthday = new DateOnly(1990, 1, 20) });
        await journey.Client.SaveCustomersAsync(
            [Some.Customer() with { Birthday = new DateOnly(1990, 6, 6) }], TestContext.Current.CancellationToken);

        await journey.AdvanceAsync(TimeSpan.FromDays(20));

        journey.Messages.Should().HaveCount(2).And
            .OnlyContain(message => message.SentAt == new DateTimeOffset(2026, 1, 20, 9, 0, 0, TimeSpan.Zero));
    }

    private static Task<JourneyHarness> StartAsync(CustomerDate date, WhenPast whenPast) => Journeys.StartAsync(steps => steps
        .WaitUntilDate("date", date, _nine, whenPast)
        .SendEmail("first", "first")
        .SendEmail("second", "second"));
}
