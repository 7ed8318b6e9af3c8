using Retention.Workflows.Messaging;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;

namespace Retention.Workflows.Tests.Engine.Delivery;

/// <summary>A provider that takes many messages in one call answers for each of them.</summary>
public sealed class BatchChannelTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(25, 10, int.MaxValue, 10)]
    [InlineData(25, 100, int.MaxValue, 25)]
    [InlineData(5, 1, int.MaxValue, 1)]
    [InlineData(25, 10, 4, 4)]
    [InlineData(12, 500, 0, 1)]
    public async Task A_call_takes_as_many_as_the_provider_allows(int count, int maxBatchSize, int maxConcurrency, int largest)
    {
        var bulk = new Bulk(maxBatchSize, maxConcurrency, messages => [.. messages.Select(_ => DeliveryResult.Delivered)]);
        await using var journey = await SendAsync(bulk, count);

        bulk.Calls.Sum().Should().Be(count);
        bulk.Calls.Max().Should().Be(largest);
        (await StatusesAsync(journey, count)).Should().AllBeEquivalentTo(MessageStatus.Sent);
    }

    [Fact]
    public async Task Each_message_has_its_own_result()
    {
        var bulk = new Bulk(10, int.MaxValue, messages => [.. messages.Select(message => message.Customer.Value switch
        {
            "c-1" => DeliveryResult.Rejected("unknown-token", BounceClass.Hard),
            "c-2" => DeliveryResult.Ambiguous("no-answer"),
            _ => DeliveryResult.Delivered,
        })]);
        await using var journey = await SendAsync(bulk, 5);

        (await StatusesAsync(journey, 5)).Should().Equal(
            MessageStatus.Sent, MessageStatus.Rejected, MessageStatus.AssumedSent, MessageStatus.Sent, MessageStatus.Sent);
    }

    [Theory]
    [InlineData("throws")]
    [InlineData("too-few")]
    [InlineData("too-many")]
    [InlineData("none")]
    [InlineData("null")]
    public async Task An_answer_that_fits_no_message_puts_all_of_the_call_in_doubt(string answer)
    {
        var bulk = new Bulk(10, int.MaxValue, messages => answer switch
        {
            "throws" => throw new InvalidOperationException("It broke."),
            "too-few" => [.. messages.Skip(1).Select(_ => DeliveryResult.Delivered)],
            "too-many" => [DeliveryResult.Delivered, .. messages.Select(_ => DeliveryResult.Delivered)],
            "none" => [],
            _ => null!,
        });
        await using var journey = await SendAsync(bulk, 4);

        (await StatusesAsync(journey, 4)).Should().AllBeEquivalentTo(MessageStatus.AssumedSent);
    }

    [Fact]
    public async Task A_channel_made_for_each_call_still_takes_batches()
    {
        var bulk = new Bulk(10, int.MaxValue, messages => [.. messages.Select(_ => DeliveryResult.Delivered)]);
        await using var journey = await SendAsync(bulk, 20, perCall: true);

        bulk.Calls.Should().Equal(10, 10);
    }

    [Fact]
    public async Task One_message_is_a_batch_of_one()
    {
        IMessageChannel bulk = new Bulk(10, int.MaxValue, messages => [.. messages.Select(_ => DeliveryResult.Rejected("no"))]);

        (await bulk.SendAsync(null!, Token)).Reason.Should().Be("no");
    }

    private static async Task<JourneyHarness> SendAsync(Bulk bulk, int count, bool perCall = false)
    {
        var journey = await Journeys.StartAsync(
            steps => steps.Send("note", Bulk.Note, template: "note"), options => options.Configure = retention =>
            {
                if (perCall)
                    retention.Channels.Add(_ => bulk);
                else
                    retention.Channels.Add(bulk);
            });
        var customers = Enumerable.Range(0, count).Select(number => Some.Customer($"c-{number}") with
        {
            Addresses = new Dictionary<Channel, string> { [Bulk.Note] = $"{number}, High Street" },
            Consents = [new Consent { Topic = Topic.Marketing, Channel = Bulk.Note, Granted = true }],
        }).ToList();
        await journey.Client.SaveCustomersAsync(customers, Token);
        foreach (var customer in customers)
            await journey.Client.EnrollAsync(new JourneyName("under-test"), customer.Id, cancellationToken: Token);
        await journey.AdvanceAsync(TimeSpan.FromMinutes(1));
        return journey;
    }

    private static async Task<IReadOnlyList<MessageStatus>> StatusesAsync(JourneyHarness journey, int count)
    {
        var statuses = new List<MessageStatus>();
        for (var number = 0; number < count; number++)
            statuses.Add((await journey.MessageAsync("note", new CustomerId($"c-{number}"))).Status);
        return statuses;
    }

    private sealed class Bulk(
        int maxBatchSize, int maxConcurrency, Func<IReadOnlyList<OutgoingMessage>, IReadOnlyList<DeliveryResult>> answer) : IBatchMessageChannel
    {
        internal static readonly Channel Note = new("note");

        private readonly List<int> _calls = [];

        internal IReadOnlyList<int> Calls => _calls;

        public Channel Channel => Note;

        public bool IsIdempotent => false;

        public int MaxConcurrency => maxConcurrency;

        public int MaxBatchSize => maxBatchSize;

        public async Task<IReadOnlyList<DeliveryResult>> SendAsync(
            IReadOnlyList<OutgoingMessage> messages, CancellationToken cancellationToken)
        {
            await Task.Yield();
            lock (_calls)
                _calls.Add(messages.Count);
            return answer(messages);
        }
    }
}
