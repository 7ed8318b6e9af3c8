using Elsa.Extensions;
using Elsa.Testing.Shared;
using Elsa.Workflows;
using Elsa.Workflows.Activities.Flowchart.Activities;
using Elsa.Workflows.Activities.Flowchart.Models;
using Elsa.Workflows.Models;
using Retention.Workflows.Elsa.Running;
using Retention.Workflows.Messaging;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using Endpoint = Elsa.Workflows.Activities.Flowchart.Models.Endpoint;

namespace Retention.Workflows.Elsa.Tests.Activities;

/// <summary>Activities that may suspend a workflow, and the ports at which it continues.</summary>
public class WaitTests : ActivityTest
{
    [Fact]
    public async Task A_wait_suspends_until_its_time()
    {
        var context = await RunAsync(new WaitFor { Days = new(10), Hours = new(2) });

        context.Bookmarks.Single().Payload.Should().BeOfType<WaitingCustomer>().Which.Step.Should().Be("under-test");
        context.Status.Should().Be(ActivityStatus.Running);
        (await Counter!.RecordAsync()).Enrollments.Single().DueAt.Should().Be(Moment(1).AddDays(10).AddHours(2));
        await Harness.AdvanceAsync(TimeSpan.FromDays(11));
        await ResumeAsync(context);
        context.HasOutcome("Done").Should().BeTrue();
        context.Status.Should().Be(ActivityStatus.Completed);
    }

    [Fact]
    public async Task An_early_resume_continues_to_wait()
    {
        var context = await RunAsync(new WaitFor { Days = new(10) });

        await Harness.AdvanceAsync(TimeSpan.FromDays(9));
        await ResumeAsync(context);

        context.Status.Should().Be(ActivityStatus.Running);
        context.GetOutcomes().Should().BeEmpty();
    }

    [Fact]
    public async Task A_wait_until_a_time_of_day_suspends_until_then()
    {
        var context = await RunAsync(new WaitFor { TimeOfDay = new("09:30"), Day = new("monday") });

        (await Counter!.RecordAsync()).Enrollments.Single().DueAt.Should().Be(new DateTimeOffset(2026, 1, 12, 9, 30, 0, TimeSpan.Zero));
        await Harness.AdvanceAsync(TimeSpan.FromDays(5));
        await ResumeAsync(context);
        context.HasOutcome("Done").Should().BeTrue();
    }

    [Theory]
    [InlineData(1, "Received")]
    [InlineData(3, "TimedOut")]
    public async Task A_wait_for_an_event_suspends_until_its_timeout(int daysUntilPurchase, string outcome)
    {
        var context = await RunAsync(new WaitForCustomerEvent { Event = new("purchase"), Timeout = new("P2D") });

        context.Bookmarks.Should().ContainSingle();
        (await Counter!.RecordAsync()).Enrollments.Single().DueAt.Should().Be(Moment(1).AddDays(2));
        await Harness.AdvanceAsync(TimeSpan.FromDays(daysUntilPurchase));
        await Harness.PurchaseAsync(Ada);
        await ResumeAsync(context);
        context.HasOutcome(outcome).Should().BeTrue();
    }

    [Fact]
    public async Task A_wait_for_silence_suspends_until_the_silence_lasted()
    {
        var context = await RunAsync(new WaitForSilence { Events = new("""[{ "event": "cart-updated" }]"""), Period = new("PT1H") });

        context.Bookmarks.Should().ContainSingle();
        await Harness.AdvanceAsync(TimeSpan.FromHours(2));
        await ResumeAsync(context);
        context.HasOutcome("Done").Should().BeTrue();
    }

    [Theory]
    [InlineData("Done", 1, "Done", "tent")]
    [InlineData("Done", 0, "Done", "")]
    [InlineData("Chosen", 1, "Chosen", "tent")]
    [InlineData("None", 1, "Chosen", "tent")]
    [InlineData("Chosen", 0, "None", "")]
    [InlineData("None", 0, "None", "")]
    public async Task Products_are_chosen(string port, int sold, string outcome, string products)
    {
        var chosen = new Output<string[]?>(new global::Elsa.Workflows.Memory.Variable<string[]?>("products", null));
        var recommend = new RecommendProducts { Count = new(1), Products = chosen };
        Connected(recommend, port);
        var context = await RunAsync(recommend, meanwhile: harness => sold == 0
            ? Task.CompletedTask
            : harness.HappenAsync(Some.Purchase(new CustomerId("bob"), harness.Time.GetUtcNow().AddDays(-1), 50, "tent")));

        context.GetOutcomes().OfType<string>().Should().Equal(outcome);
        context.Get(chosen.MemoryBlockReference()).Should().BeEquivalentTo(products.Split(',', StringSplitOptions.RemoveEmptyEntries));
    }

    public static TheoryData<Type> Sends => [typeof(SendEmail), typeof(SendSms), typeof(SendPush), typeof(SendMessage)];

    [Theory]
    [MemberData(nameof(Sends))]
    public async Task A_send_continues_at_Sent_when_its_message_was_sent(Type type)
    {
        var send = Asked(type, "Sent");
        var context = await RunAsync(send);

        context.GetOutcomes().Should().Equal("Sent");
        var message = (await Counter!.RecordAsync()).Messages.Single(message => message.Step == "under-test");
        message.Status.Should().Be(MessageStatus.Sent);
        context.Get(send.MessageId!.MemoryBlockReference()).Should().Be(message.Id.ToString());
    }

    [Theory]
    [MemberData(nameof(Sends))]
    public async Task A_send_continues_at_Refused_when_the_customer_cannot_be_reached(Type type)
    {
        var context = await RunAsync(
            Asked(type, "Refused"), customer: Without(Channel.Email, Channel.Sms, Channel.Push, Channel.WhatsApp, Channel.Viber));

        context.GetOutcomes().Should().Equal("Refused");
        (await Counter!.RecordAsync()).Messages.Where(message => message.Step == "under-test").Should().NotBeEmpty().And
            .OnlyContain(message => message.Status == MessageStatus.Refused && message.Reason == "no-address");
    }

    [Theory]
    [MemberData(nameof(Sends))]
    public async Task A_send_continues_at_Refused_when_its_channel_rejects_the_message(Type type)
    {
        var send = Asked(type, "Refused");
        var context = await RunAsync(send, before: harness =>
        {
            foreach (var channel in new[] { Channel.Email, Channel.Sms, Channel.Push, Channel.WhatsApp, Channel.Viber })
                harness.On(channel).Answer = _ => DeliveryResult.Rejected("no");
        });

        context.GetOutcomes().Should().Equal("Refused");
        (await Counter!.RecordAsync()).Messages.Where(message => message.Step == "under-test").Should().NotBeEmpty().And
            .OnlyContain(message => message.Status == MessageStatus.Rejected && message.Reason == "no");
        Harness.Sent.Should().BeEmpty();
        context.Get(send.MessageId!.MemoryBlockReference()).Should().NotBeNull();
    }

    [Fact]
    public async Task A_message_accepted_by_a_fallback_channel_counts_as_sent()
    {
        var context = await RunAsync(Asked(typeof(SendMessage), "Refused"), customer: Without(Channel.WhatsApp));

        context.GetOutcomes().Should().Equal("Sent");
        Harness.Sent.Should().Equal("mail by email", "under-test by viber");
    }

    [Theory]
    [InlineData(true, "Sent")]
    [InlineData(false, "Refused")]
    public async Task A_send_waits_until_its_message_is_settled(bool isTaken, string outcome)
    {
        var context = await RunAsync(
            Asked(typeof(SendSms), "Sent"), before: harness => harness.On(Channel.Sms).Answer = _ => DeliveryResult.RetryLater("busy"));

        context.Status.Should().Be(ActivityStatus.Running);
        context.Bookmarks.Single().Payload.Should().BeOfType<WaitingCustomer>().Which.Step.Should().Be("under-test");
        Harness.On(Channel.Sms).Answer = _ => isTaken ? DeliveryResult.Delivered : DeliveryResult.Rejected("no");
        await Harness.AdvanceAsync(TimeSpan.FromDays(1));
        await ResumeAsync(context);
        context.HasOutcome(outcome).Should().BeTrue();
    }

    /// <summary>A send with a connection from one of its ports, as in a flowchart.</summary>
    private static SendActivity Asked(Type type, string port)
    {
        var send = (SendActivity)Activator.CreateInstance(type, args: [null, null])!;
        (send.Template, send.MessageId) =
            (new("hello"), new Output<string?>(new global::Elsa.Workflows.Memory.Variable<string?>("message", null)));
        if (send is SendMessage message)
            (message.Channel, message.Fallbacks) = (new("whatsapp"), new("""[{ "channel": "viber", "template": "hello" }]"""));
        Connected(send, port);
        return send;
    }

    private static void Connected(JourneyActivity activity, string port) =>
        JourneyActivity.Connect([new Flowchart { Connections = { new Connection(
            new Endpoint(activity, port), new Endpoint(new RecordEvent { Id = "next" })) } }]);
}
