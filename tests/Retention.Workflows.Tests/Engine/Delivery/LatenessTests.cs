using Retention.Workflows.Messaging;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Engine.Delivery;

/// <summary>
/// What is late after an outage follows the lateness policy of its journey, and a message keeps the time of day of its wait.
/// </summary>
public sealed class LatenessTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 8, 8, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(LatenessPolicy.Continue, 10, "one two three", "completed")]
    [InlineData(LatenessPolicy.Skip, 10, "three", "completed")]
    [InlineData(LatenessPolicy.Exit, 10, "", "late")]
    [InlineData(LatenessPolicy.Skip, 1, "one two three", "completed")]
    [InlineData(LatenessPolicy.Exit, 1, "one two three", "completed")]
    [InlineData(LatenessPolicy.Skip, 3, "two three", "completed")]
    [InlineData(LatenessPolicy.Skip, 30, "", "completed")]
    public async Task What_is_late_after_an_outage_follows_the_journeys_policy(
        LatenessPolicy policy, int hours, string sent, string outcome)
    {
        var isDown = true;
        await using var journey = await Journeys.StartAsync(
            steps => steps.SendEmail("one", "mail").Wait("first", Hours(2)).SendEmail("two", "mail")
                .Wait("second", Hours(18)).SendEmail("three", "mail"),
            more: late => late.WhenLate(policy));
        await journey.Client.SaveCustomersAsync([Some.Customer("probe")], TestContext.Current.CancellationToken);
        journey.On(Channel.Email).Answer = _ => isDown ? DeliveryResult.Unreachable("down") : DeliveryResult.Delivered;
        await journey.EnrollAsync(Some.Customer("probe")); // its message finds out that the channel works again
        await journey.EnrollAsync(Some.Customer());
        await journey.AdvanceAsync(TimeSpan.FromHours(hours) - TimeSpan.FromMinutes(30));
        isDown = false;

        await journey.AdvanceAsync(TimeSpan.FromDays(3));

        var record = await journey.RecordAsync();
        string.Join(' ', record.Messages.Where(message => message.Status == MessageStatus.Sent).OrderBy(message => message.DecidedAt)
            .Select(message => message.Step)).Should().Be(sent);
        record.Messages.Should().NotContain(
            message => message.Status == MessageStatus.Refused && message.Reason != RefusalReasons.Late);
        record.Enrollments.Single().Outcome.Should().Be(outcome);
    }

    [Theory]
    [InlineData("Europe/Prague", 8)]
    [InlineData("America/New_York", 14)]
    [InlineData("Asia/Tokyo", 0)]
    public async Task A_message_that_keeps_its_distance_leaves_at_the_time_of_day_that_its_wait_meant(string zone, int hour)
    {
        await using var journey = await Journeys.StartAsync(steps => steps
            .WaitUntil("morning", new TimeOnly(9, 0)).SendEmail("one", "mail")
            .WaitUntil("next-morning", new TimeOnly(9, 0)).SendEmail("two", "mail")
            .Wait("think", Hours(3)).SendEmail("three", "mail"));
        journey.On(Channel.Email).Answer = _ => DeliveryResult.PauseChannel("down");
        await journey.EnrollAsync(Some.Customer() with { TimeZone = zone });
        await journey.AdvanceAsync(TimeSpan.FromHours(35)); // the first is late, the second has just been queued or is about to be
        journey.On(Channel.Email).Answer = _ => DeliveryResult.Delivered;

        await journey.AdvanceAsync(TimeSpan.FromDays(5));

        var sent = (await journey.RecordAsync()).Messages.OrderBy(message => message.DecidedAt).ToList();
        sent.Select(message => message.Step).Should().Equal("one", "two", "three");
        (sent[1].DecidedAt - sent[0].DecidedAt).Should().BeGreaterThanOrEqualTo(TimeSpan.FromHours(24));
        sent[1].DecidedAt!.Value.TimeOfDay.Should().BeCloseTo(TimeSpan.FromHours(hour), TimeSpan.FromMinutes(1));
        (sent[2].DecidedAt - sent[1].DecidedAt).Should().BeGreaterThanOrEqualTo(TimeSpan.FromHours(3), "that wait means no time of day")
            .And.BeLessThan(TimeSpan.FromHours(4));
    }

    [Fact]
    public async Task A_wait_for_a_date_keeps_its_time_of_day_as_well()
    {
        await using var journey = await Journeys.StartAsync(steps => steps
            .SendEmail("one", "mail").WaitUntilDate("birthday", CustomerDate.Birthday, new TimeOnly(9, 0), WhenPast.Exit)
            .SendEmail("two", "mail"));
        journey.On(Channel.Email).Answer = _ => DeliveryResult.PauseChannel("down");
        await journey.EnrollAsync(Some.Customer() with { Birthday = new DateOnly(1990, 1, 9) });
        await journey.AdvanceAsync(TimeSpan.FromHours(30));
        journey.On(Channel.Email).Answer = _ => DeliveryResult.Delivered;

        await journey.AdvanceAsync(TimeSpan.FromDays(5));

        (await journey.MessageAsync("two")).DecidedAt!.Value.TimeOfDay.Should().BeCloseTo(TimeSpan.FromHours(9), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_message_that_is_little_late_does_not_wait_for_the_next_day()
    {
        await using var journey = await Journeys.StartAsync(steps => steps
            .WaitUntil("morning", new TimeOnly(9, 0)).SendEmail("one", "mail")
            .WaitUntil("next-morning", new TimeOnly(9, 0)).SendEmail("two", "mail"));
        journey.On(Channel.Email).Answer = message => message.IdempotencyKey.Contains("/one", StringComparison.Ordinal)
            && journey.Time.GetUtcNow() < Start.AddMinutes(80) ? DeliveryResult.RetryLater("busy", TimeSpan.FromMinutes(20)) : DeliveryResult.Delivered;
        await journey.EnrollAsync(Some.Customer());

        await journey.AdvanceAsync(TimeSpan.FromDays(3));

        var (one, two) = (await journey.MessageAsync("one"), await journey.MessageAsync("two"));
        (two.DecidedAt - one.DecidedAt).Should().BeCloseTo(TimeSpan.FromDays(1), TimeSpan.FromMinutes(1));
    }
}
