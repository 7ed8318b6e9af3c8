using Retention.Workflows.Messaging;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;

namespace Retention.Workflows.Tests.Engine.Delivery;

/// <summary>A slot that becomes free is used again at once. Nobody waits for the slowest message.</summary>
public sealed class SlidingWindowTests
{
    private static readonly Channel Letter = new("letter");
    private static readonly Channel Telegram = new("telegram");

    private static HeldChannel Unused => new("telegram", _ => false, 0);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(2, 10)]
    [InlineData(3, 40)]
    [InlineData(8, 9)]
    [InlineData(2, 2)]
    [InlineData(64, 200)]
    public async Task One_slow_message_does_not_hold_the_others_of_its_batch(int concurrency, int count)
    {
        var letters = new HeldChannel("letter", message => message.Customer.Value == "letter-0", count - 1);
        await using var journey = await StartAsync([letters, Unused], concurrency);
        await EnterAsync(journey, Letter, count);

        var running = journey.AdvanceAsync(TimeSpan.FromMinutes(1));
        await letters.OthersCame;
        letters.Release();
        await running;

        letters.Sent.Should().Be(count);
        (await StatusesAsync(journey, Letter, count)).Should().AllBeEquivalentTo(MessageStatus.Sent);
    }

    [Fact]
    public async Task Results_are_stored_while_a_slow_message_is_on_its_way()
    {
        var letters = new HeldChannel("letter", message => message.Customer.Value == "letter-0", 9);
        await using var journey = await StartAsync([letters, Unused], concurrency: 2);
        await EnterAsync(journey, Letter, 10);

        var running = journey.AdvanceAsync(TimeSpan.FromMinutes(1));
        await letters.OthersCame;
        // The last slot is used when the results before it are stored.
        (await StatusesAsync(journey, Letter, 10)).Count(status => status == MessageStatus.Sent).Should().BeGreaterThanOrEqualTo(8);
        letters.Release();
        await running;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(8)]
    public async Task A_channel_that_takes_nothing_more_does_not_hold_another_in_its_batch(int concurrency)
    {
        const int Count = 30;
        var letters = new HeldChannel("letter", _ => true, int.MaxValue);
        var telegrams = new HeldChannel("telegram", _ => false, Count);
        await using var journey = await StartAsync([letters, telegrams], concurrency);
        await EnterAsync(journey, Letter, Count);
        await EnterAsync(journey, Telegram, Count);

        var running = journey.AdvanceAsync(TimeSpan.FromMinutes(1));
        await telegrams.OthersCame;
        letters.Sent.Should().BeLessThanOrEqualTo(concurrency, "it has no more slots");
        letters.Release();
        await running;

        (letters.Sent, telegrams.Sent).Should().Be((Count, Count));
    }

    [Fact]
    public async Task Two_messages_of_one_enrollment_do_not_leave_together()
    {
        var letters = new HeldChannel("letter", _ => true, int.MaxValue);
        var wasReleased = false;
        var telegrams = new HeldChannel("telegram", _ =>
        {
            wasReleased = letters.IsReleased;
            return false;
        }, 1);
        await using var journey = await StartAsync([letters, telegrams], concurrency: 8, both: true);
        var ada = Reachable(Letter, "ada") with
        {
            Addresses = new Dictionary<Channel, string> { [Letter] = "1, High Street", [Telegram] = "1, High Street" },
            Consents = [Granted(Letter), Granted(Telegram)],
        };
        await journey.Client.SaveCustomersAsync([ada], Token);
        await journey.Client.EnrollAsync(new JourneyName("under-test"), ada.Id, cancellationToken: Token);

        var running = journey.AdvanceAsync(TimeSpan.FromMinutes(1));
        await letters.Came;
        letters.Release();
        await running;

        (telegrams.Sent, wasReleased).Should().Be((1, true));
    }

    [Fact]
    public async Task A_call_that_is_cancelled_stores_the_results_of_what_is_on_its_way()
    {
        using var stop = new CancellationTokenSource();
        var letters = new HeldChannel("letter", message => message.Customer.Value == "letter-0", 2);
        await using var journey = await StartAsync([letters, Unused], concurrency: 3, stop.Token);
        await EnterAsync(journey, Letter, 3);

        var running = journey.AdvanceAsync(TimeSpan.FromMinutes(1));
        await letters.OthersCame;
        await stop.CancelAsync();
        letters.Release();
        await FluentActions.Awaiting(() => running).Should().ThrowAsync<OperationCanceledException>();

        (await StatusesAsync(journey, Letter, 3)).Should().AllBeEquivalentTo(MessageStatus.Sent);
    }

    private static Task<JourneyHarness> StartAsync(
        IReadOnlyList<IMessageChannel> channels, int concurrency, CancellationToken? stop = null, bool both = false) => Journeys.StartAsync(
            steps =>
            {
                steps.Send("letter", Letter, template: "letter");
                if (both)
                    steps.Send("telegram", Telegram, template: "telegram");
            },
            options =>
            {
                options.CancellationToken = stop ?? Token;
                options.Configure = retention =>
                {
                    foreach (var channel in channels)
                        retention.Channels.Add(channel);
                    retention.Journeys.Add(JourneyDefinition.Build(new JourneyName("telegrams"),
                        journey => journey.Steps.Send("telegram", Telegram, template: "telegram")));
                    retention.Configure(settings => settings.Delivery.SendConcurrency = concurrency);
                };
            });

    /// <summary>Customers who have one of the addresses only, each in the journey that uses it.</summary>
    private static async Task EnterAsync(JourneyHarness journey, Channel channel, int count)
    {
        var customers = Enumerable.Range(0, count).Select(number => Reachable(channel, $"{channel.Name}-{number}")).ToList();
        await journey.Client.SaveCustomersAsync(customers, Token);
        var name = new JourneyName(channel == Telegram ? "telegrams" : "under-test");
        foreach (var customer in customers)
            await journey.Client.EnrollAsync(name, customer.Id, cancellationToken: Token);
    }

    private static Customer Reachable(Channel channel, string id) => Some.Customer(id) with
    {
        Addresses = new Dictionary<Channel, string> { [channel] = $"{id}, High Street" },
        Consents = [Granted(channel)],
    };

    private static Consent Granted(Channel channel) => new() { Topic = Topic.Marketing, Channel = channel, Granted = true };

    private static async Task<IReadOnlyList<MessageStatus>> StatusesAsync(JourneyHarness journey, Channel channel, int count)
    {
        var statuses = new List<MessageStatus>();
        for (var number = 0; number < count; number++)
            statuses.AddRange((await journey.RecordAsync(new CustomerId($"{channel.Name}-{number}"))).Messages
                .Where(message => message.Channel == channel).Select(message => message.Status));
        return statuses;
    }
}
