using Retention.Workflows.Messaging;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using Retention.Workflows.Testing.Tests;

namespace Retention.Workflows.Tests.Engine.Delivery;

/// <summary>The effect of one send's result on the next send, and on the message's attempts.</summary>
public sealed class OutcomeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(BounceClass.Hard)]
    [InlineData(BounceClass.Complaint)]
    [InlineData(BounceClass.Unsubscribed)]
    public async Task A_bounce_of_one_chunk_applies_to_the_next_one(BounceClass bounce)
    {
        await using var journey = await StartAsync(
            steps => steps.SendEmail("one", template: "one").SendEmail("two", template: "two"),
            settings => settings.Delivery.SendConcurrency = 1);
        journey.On(Channel.Email).Answer = message => message.Content.Text.StartsWith("one", StringComparison.Ordinal)
            ? DeliveryResult.Rejected("550", bounce) : DeliveryResult.Delivered;

        await journey.EnrollAsync(Some.Customer());

        journey.Sent.Should().BeEmpty();
        (await journey.MessageAsync("two")).Reason.Should().Be("suppressed");
    }

    [Fact]
    public async Task An_exit_caused_by_one_chunk_applies_to_the_next_one()
    {
        await using var journey = await Journeys.StartAsync(
            steps => steps.Wait("a-bit", Period.Minutes(1)).SendEmail("one", template: "one").SendEmail("two", template: "two")
                .Wait("think", Period.Days(1)),
            options => options.Configure = retention => retention.Configure(settings => settings.Delivery.SendConcurrency = 1),
            builder => builder.ExitOn("refused", EventNames.MessageRefused));
        journey.On(Channel.Email).Answer = message =>
            message.Content.Text.StartsWith("one", StringComparison.Ordinal) ? DeliveryResult.Rejected("550") : DeliveryResult.Delivered;

        await journey.EnrollAsync(Some.Customer());
        await journey.AdvanceAsync(TimeSpan.FromMinutes(2));

        journey.Sent.Should().BeEmpty();
        (await journey.MessageAsync("two")).Status.Should().Be(MessageStatus.Withdrawn);
    }

    [Fact]
    public async Task Messages_of_a_misconfigured_channel_wait_until_it_is_fixed()
    {
        await using var journey = await StartAsync(
            steps => steps.SendEmail("offer", template: "offer"), settings => settings.Retries.MaxAttempts = 3);
        journey.On(Channel.Email).Answer = _ => DeliveryResult.PauseChannel("smtp-535");
        await journey.EnrollAsync(Some.Customer());

        await journey.AdvanceAsync(TimeSpan.FromDays(7));

        (await journey.MessageAsync("offer")).Should()
            .Match<OutboxMessage>(message => message.Status == MessageStatus.Queued && message.Attempt == 0);
        journey.On(Channel.Email).Answer = _ => DeliveryResult.Delivered;
        await journey.AdvanceAsync(TimeSpan.FromHours(1));
        journey.Sent.Should().Equal("offer by email");
    }

    [Fact]
    public async Task A_failing_store_costs_no_attempts_and_pauses_no_channel()
    {
        var (isMarking, isIll) = (false, true);
        var writes = Bug.In<IOutboxStore>(nameof(IOutboxStore.UpdateAsync), (_, arguments, call) =>
        {
            isMarking = ((IReadOnlyList<OutboxMessage>)arguments[0]!).Any(message => message.Status == MessageStatus.Dispatching);
            return call();
        });
        var commits = Bug.In<IPartitionTransaction>(
            nameof(IPartitionTransaction.CommitAsync), (_, _, call) => isMarking && isIll ? CommitAndFailAsync((Task)call()!) : call());
        await using var journey = await Journeys.StartAsync(
            steps => steps.SendEmail("offer", template: "offer"),
            options => options.Configure = retention =>
            {
                retention.Store.Use(_ => commits.Plant(writes.Plant(new InMemoryRetentionStore(1))));
                retention.Configure(settings => settings.Retries.MaxAttempts = 3);
            });
        await journey.Client.SaveCustomersAsync([Some.Customer()], Token);
        await journey.Client.EnrollAsync(new JourneyName("under-test"), Journeys.Ada, cancellationToken: Token);
        for (var times = 0; times < 12; times++)
        {
            var run = () => journey.AdvanceAsync(TimeSpan.Zero);
            await run.Should().ThrowAsync<RetentionStoreException>();
        }

        isIll = false;
        await journey.AdvanceAsync(TimeSpan.Zero);

        journey.Sent.Should().Equal("offer by email");
        (await journey.MessageAsync("offer")).Attempt.Should().Be(1);

        async Task CommitAndFailAsync(Task commit)
        {
            await commit;
            isMarking = false;
            throw new RetentionStoreException("The connection broke while the commit was answered.");
        }
    }

    [Fact]
    public async Task A_worker_that_dies_repeatedly_pauses_no_channel()
    {
        var store = new InMemoryRetentionStore(1);
        await using var journey = await Journeys.StartAsync(steps => steps.SendEmail("offer", template: "offer"),
            options => options.Configure = retention => retention.Store.Use(_ => store));
        journey.On(Channel.Email).Answer = _ => DeliveryResult.RetryLater("busy", TimeSpan.FromHours(1));
        for (var number = 0; number < 7; number++) // one failure fewer than the limit of a channel
            await journey.EnrollAsync(Some.Customer($"c{number}"));
        await using (var transaction = await store.BeginAsync(0, Token))
        {
            var messages = await transaction.Outbox.ReadAllAsync(0, 10, Token);
            await transaction.Outbox.UpdateAsync([.. messages.Select(
                message => message with { Status = MessageStatus.Dispatching, Worker = 1_000_000, DueAt = null })], Token);
            await transaction.CommitAsync(Token);
        }

        journey.On(Channel.Email).Answer = _ => DeliveryResult.Delivered;
        await journey.EnrollAsync(Some.Customer("bob"));

        journey.Messages.Select(message => message.Customer.Value).Should().Equal("bob");
    }

    [Fact]
    public async Task A_channel_that_returns_null_leaves_a_send_in_doubt_and_no_message_claimed()
    {
        await using var journey = await Journeys.StartAsync(
            steps => steps.Send("text", NullResultChannel.Name, template: "text").SendEmail("mail", template: "mail"),
            options => options.Configure = retention => retention.Channels.Add(new NullResultChannel()));
        var ada = Some.Customer();

        await journey.EnrollAsync(ada with
        {
            Addresses = new Dictionary<Channel, string>(ada.Addresses) { [NullResultChannel.Name] = "+420 1" },
            Consents = [.. ada.Consents, new Consent { Topic = Topic.Marketing, Channel = NullResultChannel.Name, Granted = true }],
        });

        journey.Sent.Should().Equal("mail by email");
        (await journey.MessageAsync("text")).Should()
            .Match<OutboxMessage>(message => message.Status == MessageStatus.AssumedSent && message.Reason == "no-answer");
    }

    private static Task<JourneyHarness> StartAsync(Action<StepsBuilder> steps, Action<RetentionOptions> options) =>
        Journeys.StartAsync(steps, harness => harness.Configure = retention => retention.Configure(options));

    private sealed class NullResultChannel : IMessageChannel
    {
        internal static readonly Channel Name = new("fax");

        public Channel Channel => Name;

        public bool IsIdempotent => false;

        public Task<DeliveryResult> SendAsync(OutgoingMessage message, CancellationToken cancellationToken) =>
            Task.FromResult<DeliveryResult>(null!);
    }
}
