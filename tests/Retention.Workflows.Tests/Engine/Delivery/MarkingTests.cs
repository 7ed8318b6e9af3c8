using Retention.Workflows.Messaging;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;

namespace Retention.Workflows.Tests.Engine.Delivery;

/// <summary>No more messages are marked as being sent than a channel hands over at the same time.</summary>
public sealed class MarkingTests
{
    private const int Customers = 17;

    [Theory]
    [InlineData(8, int.MaxValue, 8)]
    [InlineData(8, 3, 3)]
    [InlineData(8, 1, 1)]
    [InlineData(2, 5, 2)]
    [InlineData(8, 0, 1)]
    [InlineData(null, int.MaxValue, 8)]
    [InlineData(null, int.MaxValue, Customers, true)]
    [InlineData(null, 3, 3, true)]
    [InlineData(null, 1, 1, true)]
    [InlineData(8, int.MaxValue, 8, true)]
    public async Task A_chunk_is_as_large_as_its_channel_takes(int? concurrency, int limit, int expected, bool isIdempotent = false)
    {
        var channel = new Limited(limit, isIdempotent);
        await using var journey = await Journeys.StartAsync(
            steps => steps.Send("letter", Limited.Letter, template: "letter"),
            options => options.Configure = retention =>
            {
                retention.Channels.Add(channel);
                retention.Configure(settings => settings.Delivery.SendConcurrency = concurrency);
            });
        var customers = Enumerable.Range(0, Customers).Select(number => Some.Customer($"c-{number}") with
        {
            Addresses = new Dictionary<Channel, string> { [Limited.Letter] = $"{number}, High Street" },
            Consents = [new Consent { Topic = Topic.Marketing, Channel = Limited.Letter, Granted = true }],
        }).ToList();
        await journey.Client.SaveCustomersAsync(customers, TestContext.Current.CancellationToken);
        foreach (var customer in customers)
            await journey.Client.EnrollAsync(
                new JourneyName("under-test"), customer.Id, cancellationToken: TestContext.Current.CancellationToken);

        await journey.AdvanceAsync(TimeSpan.FromMinutes(1));

        (channel.Sent, channel.Most).Should().Be((Customers, expected));
    }

    /// <summary>Answers when nobody else has come for a while, so that it sees how many come together.</summary>
    private sealed class Limited(int limit, bool isIdempotent) : IMessageChannel
    {
        internal static readonly Channel Letter = new("letter");

        private int _inside;

        internal int Sent { get; private set; }

        internal int Most { get; private set; }

        public Channel Channel => Letter;

        public bool IsIdempotent => isIdempotent;

        public int MaxConcurrency => limit;

        public async Task<DeliveryResult> SendAsync(OutgoingMessage message, CancellationToken cancellationToken)
        {
            var inside = Interlocked.Increment(ref _inside);
            lock (Letter.Name)
                (Sent, Most) = (Sent + 1, Math.Max(Most, inside));
            for (var turn = 0; turn < 20; turn++)
                await Task.Yield();
            Interlocked.Decrement(ref _inside);
            return DeliveryResult.Delivered;
        }
    }
}
