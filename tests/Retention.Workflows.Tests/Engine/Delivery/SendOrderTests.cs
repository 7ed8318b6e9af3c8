using Retention.Workflows.Messaging;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Engine.Delivery;

/// <summary>Messages of one enrollment leave in the order of their steps and keep the distance that the waits meant.</summary>
public sealed class SendOrderTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 8, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task After_an_outage_messages_keep_their_order_and_the_distance_of_their_waits()
    {
        await using var journey = await Journeys.StartAsync(steps => steps
            .SendEmail("one", "mail").Wait("first", Hours(1)).SendEmail("two", "mail").Wait("second", Hours(3)).SendEmail("three", "mail"));
        journey.On(Channel.Email).Answer = _ => DeliveryResult.PauseChannel("down", TimeSpan.FromMinutes(30));
        await journey.EnrollAsync(Some.Customer());
        await journey.AdvanceAsync(TimeSpan.FromHours(10));
        journey.On(Channel.Email).Answer = _ => DeliveryResult.Delivered;

        await journey.AdvanceAsync(TimeSpan.FromDays(1));

        var sent = await SentAsync(journey);
        sent.Select(message => message.Step).Should().Equal("one", "two", "three");
        (sent[1].DecidedAt - sent[0].DecidedAt).Should().BeGreaterThanOrEqualTo(TimeSpan.FromHours(1));
        (sent[2].DecidedAt - sent[1].DecidedAt).Should().BeGreaterThanOrEqualTo(TimeSpan.FromHours(3));
    }

    [Fact]
    public async Task A_message_over_another_channel_waits_for_its_turn_as_well()
    {
        await using var journey = await Journeys.StartAsync(
            steps => steps.SendEmail("mail", "mail").Wait("think", Hours(1)).SendSms("text", "text"));
        journey.On(Channel.Email).Answer = _ => DeliveryResult.RetryLater("busy", TimeSpan.FromHours(5));
        await journey.EnrollAsync(Some.Customer());
        journey.On(Channel.Email).Answer = _ => DeliveryResult.Delivered;

        await journey.AdvanceAsync(TimeSpan.FromDays(1));

        (await SentAsync(journey)).Select(message => (message.Step, message.DecidedAt)).Should()
            .Equal(("mail", Start.AddHours(5)), ("text", Start.AddHours(6)));
    }

    [Fact]
    public async Task A_message_that_was_refused_holds_no_other()
    {
        await using var journey = await Journeys.StartAsync(
            steps => steps.SendEmail("mail", "mail").Wait("think", Hours(1)).SendSms("text", "text"));
        journey.On(Channel.Email).Answer = _ => DeliveryResult.Rejected("unknown");

        await journey.EnrollAsync(Some.Customer());
        await journey.AdvanceAsync(TimeSpan.FromHours(1));

        journey.Sent.Should().Equal("text by sms");
    }

    [Fact]
    public async Task A_message_is_judged_by_the_caps_of_its_own_turn()
    {
        await using var journey = await Journeys.StartAsync(
            steps => steps.SendEmail("one", "mail").Wait("think", Days(2)).SendEmail("two", "mail"),
            options => options.Configure = retention => retention.Configure(
                settings => settings.FrequencyCaps.Add(new FrequencyCap { Max = 1, Period = Days(1) })));
        journey.On(Channel.Email).Answer = _ => DeliveryResult.PauseChannel("down", TimeSpan.FromHours(1));
        await journey.EnrollAsync(Some.Customer());
        await journey.AdvanceAsync(TimeSpan.FromDays(3));
        journey.On(Channel.Email).Answer = _ => DeliveryResult.Delivered;

        await journey.AdvanceAsync(TimeSpan.FromDays(4));

        (await SentAsync(journey)).Select(message => message.Step).Should().Equal("one", "two");
    }

    [Fact]
    public async Task A_message_that_is_refused_after_it_waited_holds_the_next_one_no_longer()
    {
        await using var journey = await Journeys.StartAsync(
            steps => steps.SendEmail("one", "mail").Wait("think", Days(3)).SendSms("two", "text"));
        journey.On(Channel.Email).Answer = _ => DeliveryResult.RetryLater("busy", TimeSpan.FromDays(6));
        await journey.EnrollAsync(Some.Customer());
        journey.On(Channel.Email).Answer = _ => DeliveryResult.Rejected("unknown");

        await journey.AdvanceAsync(TimeSpan.FromDays(7));

        var sent = (await SentAsync(journey)).Single();
        (sent.Step, sent.DecidedAt - Start).Should().Be(("two", TimeSpan.FromDays(6) + TimeSpan.FromMilliseconds(1)));
    }

    [Fact]
    public async Task A_fallback_keeps_the_place_of_its_step()
    {
        await using var journey = await Journeys.StartAsync(steps => steps
            .SendEmail("offer", "mail", options: send => send.FallbackTo(Channel.Sms, "text")).Wait("think", Hours(1))
            .Send("reminder", Channel.Push, "push"));
        journey.On(Channel.Email).Answer = _ => DeliveryResult.RetryLater("busy", TimeSpan.FromHours(2));
        await journey.EnrollAsync(Some.Customer());
        journey.On(Channel.Email).Answer = _ => DeliveryResult.Rejected("unknown");
        journey.On(Channel.Sms).Answer = _ => DeliveryResult.RetryLater("busy", TimeSpan.FromHours(1));
        await journey.AdvanceAsync(TimeSpan.FromHours(2.5));
        journey.On(Channel.Sms).Answer = _ => DeliveryResult.Delivered;

        await journey.AdvanceAsync(TimeSpan.FromDays(1));

        (await SentAsync(journey)).Select(message => (message.Step, message.Channel, message.DecidedAt)).Should()
            .Equal(("offer", Channel.Sms, Start.AddHours(3)), ("reminder", Channel.Push, Start.AddHours(4)));
    }

    [Fact]
    public async Task Transactional_messages_keep_their_order_and_distance_among_themselves()
    {
        await using var journey = await Journeys.StartAsync(steps => steps
            .SendEmail("bill", "mail", options: send => send.Topic = Topic.Transactional).Wait("first", Days(1))
            .SendEmail("reminder", "mail", options: send => send.Topic = Topic.Transactional).Wait("second", Days(1))
            .SendEmail("last-call", "mail", options: send => send.Topic = Topic.Transactional));
        journey.On(Channel.Email).Answer = _ => DeliveryResult.Unreachable("down");
        await journey.EnrollAsync(Some.Customer());
        await journey.AdvanceAsync(TimeSpan.FromDays(2.5));
        journey.On(Channel.Email).Answer = _ => DeliveryResult.Delivered;

        await journey.AdvanceAsync(TimeSpan.FromDays(4));

        var sent = await SentAsync(journey);
        sent.Select(message => message.Step).Should().Equal("bill", "reminder", "last-call");
        (sent[1].DecidedAt - sent[0].DecidedAt).Should().BeGreaterThanOrEqualTo(TimeSpan.FromDays(1));
        (sent[2].DecidedAt - sent[1].DecidedAt).Should().BeGreaterThanOrEqualTo(TimeSpan.FromDays(1));
    }

    [Fact]
    public async Task A_transactional_message_waits_for_no_other()
    {
        await using var journey = await Journeys.StartAsync(steps => steps.SendEmail("mail", "mail").Wait("think", Hours(1))
            .SendSms("code", "text", options: send => send.Topic = Topic.Transactional));
        journey.On(Channel.Email).Answer = _ => DeliveryResult.RetryLater("busy", TimeSpan.FromHours(5));

        await journey.EnrollAsync(Some.Customer());
        await journey.AdvanceAsync(TimeSpan.FromHours(1));

        (await SentAsync(journey)).Select(message => message.Step).Should().Equal("code");
    }

    [Fact]
    public async Task Many_enrollments_whose_first_messages_were_retried_do_not_block_each_other()
    {
        await using var journey = await Journeys.StartAsync(
            steps => steps.SendEmail("one", "mail").Wait("think", Minutes(1)).SendEmail("two", "mail"),
            options => options.Configure = retention => retention.Configure(settings => settings.Worker.BatchSize = 4));
        journey.On(Channel.Email).Answer = _ => DeliveryResult.RetryLater("busy", TimeSpan.FromMinutes(10));
        for (var index = 0; index < 12; index++)
            await journey.EnrollAsync(Some.Customer($"c{index}"));
        await journey.AdvanceAsync(TimeSpan.FromMinutes(2));
        journey.On(Channel.Email).Answer = _ => DeliveryResult.Delivered;
        journey.Time.Advance(TimeSpan.FromHours(1));

        await journey.AdvanceAsync(TimeSpan.FromHours(1));

        journey.Messages.GroupBy(message => message.Customer).Should().HaveCount(12);
        for (var index = 0; index < 12; index++)
        {
            var sent = (await journey.RecordAsync(new CustomerId($"c{index}"))).Messages.OrderBy(message => message.DecidedAt).ToList();
            sent.Select(message => (message.Step, message.Status)).Should()
                .Equal(("one", MessageStatus.Sent), ("two", MessageStatus.Sent));
            (sent[1].DecidedAt - sent[0].DecidedAt).Should().BeGreaterThanOrEqualTo(TimeSpan.FromMinutes(1));
        }
    }

    private static async Task<List<OutboxMessage>> SentAsync(JourneyHarness journey) =>
        [.. (await journey.RecordAsync()).Messages.Where(message => message.Status == MessageStatus.Sent)
            .OrderBy(message => message.DecidedAt)];
}
