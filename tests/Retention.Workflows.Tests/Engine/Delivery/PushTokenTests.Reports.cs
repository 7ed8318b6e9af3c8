using Retention.Workflows.Hosting;
using Retention.Workflows.Messaging;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Engine.Delivery;

/// <summary>Reports and requests about single devices.</summary>
public sealed partial class PushTokenTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_message_fails_later_only_when_every_token_has_failed(bool isHard)
    {
        await using var journey = await StartAsync(steps => steps
            .Send("nudge", Channel.Push, template: "nudge", options: send => send.FallbackTo(Channel.Sms, "nudge-sms"))
            .Wait("a-day", Hours(12)).Send("next", Channel.Push, template: "next"));
        await journey.EnrollAsync(With(2));
        await journey.AdvanceAsync(TimeSpan.FromMinutes(5));
        var reports = journey.Messages.Select(message => new DeliveryReport
        {
            Channel = Channel.Push, Status = DeliveryReportStatus.Failed, Reason = "gone", Token = message.ReportToken,
            OccurredAt = journey.Time.GetUtcNow(), Bounce = isHard ? BounceClass.Hard : BounceClass.None,
        }).ToList();

        (await journey.Client.ReportAsync([reports[0], reports[0]], Token)).Should().Equal(ReportOutcome.Recorded, ReportOutcome.Repeated);
        await journey.AdvanceAsync(TimeSpan.FromMinutes(1));
        journey.Messages.Should().HaveCount(2, "the other device has it");
        (await journey.MessageAsync("nudge")).Status.Should().Be(MessageStatus.Sent);
        (await CountAsync(journey, EventNames.MessageFailed)).Should().Be(0);

        (await journey.Client.ReportAsync([reports[1], reports[0], reports[1]], Token)).Should()
            .Equal(ReportOutcome.Recorded, ReportOutcome.Repeated, ReportOutcome.Repeated);
        await journey.AdvanceAsync(TimeSpan.FromMinutes(1));
        journey.Sent.Should().Equal("nudge by push", "nudge by push", "nudge by sms");
        (await CountAsync(journey, EventNames.MessageFailed)).Should().Be(1);
        (await CountAsync(journey, EventNames.MessagePartlyFailed)).Should().Be(1);
        (await CountAsync(journey, EventNames.MessageBounced)).Should().Be(isHard ? 2 : 0);
        (await journey.CountAsync(JourneyMeasures.FailedLater)).Should().Be(1);
    }

    [Fact]
    public async Task A_token_that_is_reported_dead_is_left_out_alone()
    {
        await using var journey = await StartAsync(steps => steps.Send("one", Channel.Push, template: "one").Wait("a-day", Days(1))
            .Send("two", Channel.Push, template: "two"));
        await journey.EnrollAsync(With(3));
        var dead = journey.Messages.Single(message => message.Address == "b");
        await journey.Client.ReportAsync([new DeliveryReport { Channel = Channel.Push, Status = DeliveryReportStatus.Failed,
            Token = dead.ReportToken, OccurredAt = journey.Time.GetUtcNow(), Bounce = BounceClass.Hard }], Token);

        await journey.AdvanceAsync(TimeSpan.FromHours(25));

        journey.Messages.Where(message => message.Content.Text!.StartsWith("two", StringComparison.Ordinal))
            .Select(message => message.Address).Should().BeEquivalentTo("a", "c");
    }

    [Fact]
    public async Task Arrivals_on_several_devices_are_one()
    {
        await using var journey = await StartAsync(steps => steps.Send("one", Channel.Push, template: "one").Wait("a-day", Days(1)));
        await journey.EnrollAsync(With(2));
        await journey.AdvanceAsync(TimeSpan.FromMinutes(1));
        DeliveryReport Report(int index, DeliveryReportStatus status) => new()
        {
            Channel = Channel.Push, Status = status, Token = journey.Messages[index].ReportToken, OccurredAt = journey.Time.GetUtcNow(),
        };

        (await journey.Client.ReportAsync([Report(0, DeliveryReportStatus.Delivered), Report(1, DeliveryReportStatus.Delivered),
            Report(0, DeliveryReportStatus.Opened), Report(1, DeliveryReportStatus.Opened), Report(1, DeliveryReportStatus.Failed)], Token))
            .Should().Equal(ReportOutcome.Recorded, ReportOutcome.Repeated, ReportOutcome.Recorded, ReportOutcome.Repeated,
                ReportOutcome.Recorded);

        (await journey.MessageAsync("one")).Status.Should().Be(MessageStatus.Sent);
        (await journey.CountAsync(JourneyMeasures.Opened)).Should().Be(1);
        (await CountAsync(journey, EventNames.MessageFailed)).Should().Be(0);
    }

    [Theory]
    [InlineData("link")]
    [InlineData("report")]
    [InlineData("event")]
    [InlineData("complaint")]
    [InlineData("asked")]
    public async Task A_wish_holds_for_every_device(string request)
    {
        await using var journey = await StartAsync(steps => steps.Send("one", Channel.Push, template: "one").Wait("a-day", Days(1))
            .Send("two", Channel.Push, template: "two"));
        await journey.EnrollAsync(With(3));
        var message = journey.Messages[1];
        var report = new DeliveryReport { Channel = Channel.Push, Status = DeliveryReportStatus.Unsubscribed, Token = message.ReportToken,
            OccurredAt = journey.Time.GetUtcNow() };

        switch (request)
        {
            case "link":
                (await journey.Privacy.UnsubscribeAsync(message.UnsubscribeUrl!.Query["?t=".Length..], Token)).Should().BeTrue();
                break;
            case "asked":
                (await journey.Privacy.SuppressAsync(Ada, Channel.Push, cancellationToken: Token)).Should().BeTrue();
                break;
            case "event":
                await journey.HappenAsync(new CustomerEvent { Id = "wish", Customer = Ada, Name = EventNames.Unsubscribed,
                    OccurredAt = journey.Time.GetUtcNow() });
                break;
            default:
                await journey.Client.ReportAsync(
                    [request == "report" ? report : report with { Status = DeliveryReportStatus.Complained }], Token);
                break;
        }

        await journey.AdvanceAsync(TimeSpan.FromDays(2));
        journey.Messages.Should().HaveCount(3);
        (await journey.MessageAsync("two")).Reason.Should().Be("suppressed");
    }

    [Fact]
    public async Task A_request_before_the_tokens_are_known_holds_for_all_and_can_be_taken_back()
    {
        await using var journey = await StartAsync(steps => steps.Send("one", Channel.Push, template: "one"));
        (await journey.Privacy.SuppressAsync(Ada, Channel.Push, cancellationToken: Token)).Should().BeFalse();
        await journey.EnrollAsync(With(2));
        journey.Messages.Should().BeEmpty();

        (await journey.Privacy.UnsuppressAsync(Ada, Channel.Push, cancellationToken: Token)).Should().BeTrue();
        (await journey.Privacy.UnsuppressAsync(Ada, Channel.Push, cancellationToken: Token)).Should().BeFalse();
        await journey.EnrollAsync(With(2) with { Id = "bob" });

        journey.Messages.Should().HaveCount(2);
    }

    [Fact]
    public async Task A_bounce_that_names_no_token_suppresses_none_of_several()
    {
        await using var journey = await StartAsync(steps => steps.Send("one", Channel.Push, template: "one"));
        var single = Some.Customer("bob");
        await journey.Client.SaveCustomersAsync([With(2), single], Token);
        foreach (var customer in (CustomerId[])[Ada, single.Id])
        {
            await journey.HappenAsync(new CustomerEvent
            {
                Id = $"bounce-{customer}", Customer = customer, Name = EventNames.MessageBounced, OccurredAt = journey.Time.GetUtcNow(),
                Properties = new PropertyBag([new("channel", "push"), new("class", "hard")]),
            });
        }

        await journey.EnrollAsync(With(2));
        await journey.EnrollAsync(single);

        journey.Messages.Select(message => message.Address).Should().BeEquivalentTo("a", "b");
    }

    [Fact]
    public async Task Tokens_are_exported_and_erased()
    {
        await using var journey = await StartAsync(steps => steps.Send("one", Channel.Push, template: "one"));
        Answer(journey, "ok dead");
        await journey.EnrollAsync(With(2));

        var export = await ExportAsync(journey);
        export.Should().MatchRegex("\"pushTokens\": \\[\\s*\"a\",\\s*\"b\"\\s*\\]").And.MatchRegex("\"address\": \"b\",\\s*\"topic\"")
            .And.NotMatchRegex("\"address\": \"a\"");

        await journey.Privacy.EraseAsync(Ada, Token);
        (await ExportAsync(journey)).Should().NotContain("pushTokens");
        journey.On(Channel.Push).Answer = _ => DeliveryResult.Delivered;
        await journey.EnrollAsync(With(2) with { Id = "bob" });
        journey.Messages.Should().ContainSingle("the erased customer's tokens get no marketing under another id either");
    }
}
