using Retention.Workflows.Messaging;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using Retention.Workflows.Tests.Support;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Engine.Ingestion;

/// <summary>A report whose cause is the sender pauses the channel and never suppresses an address.</summary>
public sealed class SenderReportTests
{
    private static readonly CustomerId Bob = new("bob");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("sender-rate")]
    [InlineData("sender-authentication")]
    [InlineData("sender-blocked")]
    [InlineData("sender-address")]
    [InlineData("twilio-30034")]
    public async Task The_channel_pauses_and_a_probe_follows(string reason)
    {
        var log = new LogLines();
        await using var journey = await StartAsync(log);
        await journey.EnrollAsync(Some.Customer("ada"));

        await journey.Client.ReportAsync([About(journey, reason), About(journey, reason)], Token);
        await journey.EnrollAsync(Some.Customer("bob"));
        await journey.AdvanceAsync(TimeSpan.FromMinutes(9));

        journey.Messages.Should().ContainSingle("the channel pauses");
        (await journey.MessageAsync("one", Bob)).Should().Match<OutboxMessage>(message => message.Status == MessageStatus.Queued
            && message.Reason == RefusalReasons.ChannelDown && message.Attempt == 0);
        log.Lines.Should().ContainSingle().Which.Should().StartWith("Warning 3012").And.Contain(reason);
        await journey.AdvanceAsync(TimeSpan.FromMinutes(2));
        (await journey.MessageAsync("one", Bob)).Status.Should().Be(MessageStatus.Sent);
        await journey.AdvanceAsync(TimeSpan.FromDays(2));
        journey.Messages.Count(message => message.Customer == Journeys.Ada).Should().Be(2, "her address is not suppressed");
    }

    [Fact]
    public async Task Reports_that_are_old_forged_or_about_the_address_do_not_pause_it()
    {
        await using var journey = await StartAsync(new LogLines());
        await journey.EnrollAsync(Some.Customer("ada"));
        var report = About(journey, "sender-rate");

        await journey.Client.ReportAsync([report with { Token = "forged" }, report with { Token = null },
            report with { IsAboutSender = false }, report with { Status = DeliveryReportStatus.Delivered }], Token);
        await journey.AdvanceAsync(TimeSpan.FromHours(3));
        await journey.Client.ReportAsync([report], Token);
        await journey.EnrollAsync(Some.Customer("bob"));

        (await journey.MessageAsync("one", Bob)).Status.Should().Be(MessageStatus.Sent);
    }

    private static DeliveryReport About(JourneyHarness journey, string reason) => new()
    {
        Channel = Channel.Email,
        Status = DeliveryReportStatus.Failed,
        OccurredAt = journey.Time.GetUtcNow(),
        Token = journey.Messages[0].ReportToken,
        Reason = reason,
        IsAboutSender = true,
    };

    private static Task<JourneyHarness> StartAsync(LogLines log) => Journeys.StartAsync(
        steps => steps.SendEmail("one", "mail").Wait("a-day", Days(1)).SendEmail("two", "mail"),
        options => options.Configure = retention =>
        {
            retention.Configure(all => all.Privacy.Key = "a key that nobody guesses");
            log.AddTo(retention.Services);
        });
}
