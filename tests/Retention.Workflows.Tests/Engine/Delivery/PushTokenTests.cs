using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Retention.Workflows.Hosting;
using Retention.Workflows.Messaging;
using Retention.Workflows.Replay;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Engine.Delivery;

/// <summary>A push message goes to each device of the customer, counts once, and an invalid token is left out alone.</summary>
public sealed partial class PushTokenTests
{
    private static readonly CustomerId Ada = Journeys.Ada;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ok ok", MessageStatus.Sent, "", "a b")]
    [InlineData("ok dead", MessageStatus.Sent, "b", "a")]
    [InlineData("dead ok dead", MessageStatus.Sent, "a c", "b")]
    [InlineData("ok later", MessageStatus.Sent, "", "a b")]
    [InlineData("later ok dead", MessageStatus.Sent, "c", "a b")]
    [InlineData("ok refused", MessageStatus.Sent, "", "a b")]
    [InlineData("doubt later dead", MessageStatus.AssumedSent, "c", "a b")]
    [InlineData("dead dead", MessageStatus.Rejected, "a b", "")]
    [InlineData("dead refused", MessageStatus.Rejected, "a", "b")]
    [InlineData("dead", MessageStatus.Rejected, "a", "")]
    [InlineData("local ok", MessageStatus.Sent, "", "a b")]
    public async Task The_answers_of_the_tokens_make_one_result(string answers, MessageStatus status, string bounced, string next)
    {
        await using var journey = await StartAsync(steps => steps.Send("one", Channel.Push, template: "one").Wait("a-day", Days(1))
            .Send("two", Channel.Push, template: "two"));
        var called = Answer(journey, answers);

        await journey.EnrollAsync(With(answers.Split(' ').Length));
        await journey.AdvanceAsync(TimeSpan.FromHours(1));

        var all = string.Join(' ', Tokens(answers.Split(' ').Length));
        called["one"].Should().Be(all, "each token is tried once");
        (await journey.MessageAsync("one")).Status.Should().Be(status);
        var isSent = status != MessageStatus.Rejected;
        (await CountAsync(journey, EventNames.MessageSent)).Should().Be(isSent ? 1 : 0);
        (await CountAsync(journey, EventNames.MessageRefused)).Should().Be(isSent ? 0 : 1);
        (await CountAsync(journey, EventNames.MessageBounced)).Should().Be(bounced.Length == 0 ? 0 : bounced.Split(' ').Length);
        (await journey.CountAsync(JourneyMeasures.Sent)).Should().Be(isSent ? 1 : 0);
        (await journey.CountAsync(JourneyMeasures.NotSent)).Should().Be(isSent ? 0 : 1);

        journey.On(Channel.Push).Answer = Recording(called, _ => DeliveryResult.Delivered);
        await journey.AdvanceAsync(TimeSpan.FromDays(1));
        called.GetValueOrDefault("two", "").Should().Be(next);
        if (next.Length == 0)
            (await journey.MessageAsync("two")).Reason.Should().Be("suppressed");
    }

    [Theory]
    [InlineData("later later", "a b")]
    [InlineData("later dead", "a")]
    [InlineData("dead later later", "b c")]
    [InlineData("refused later", "a b")]
    [InlineData("down later", "a b")]
    public async Task A_message_that_no_token_took_is_retried_for_those_that_may_take_it(string answers, string again)
    {
        await using var journey = await StartAsync(steps => steps.Send("one", Channel.Push, template: "one"));
        var called = Answer(journey, answers);
        await journey.EnrollAsync(With(answers.Split(' ').Length));
        var queued = await journey.MessageAsync("one");
        (queued.Status, queued.DecidedAt).Should().Be((MessageStatus.Queued, null));

        called.Clear();
        journey.On(Channel.Push).Answer = Recording(called, _ => DeliveryResult.Delivered);
        await journey.AdvanceAsync(TimeSpan.FromHours(1));

        called["one"].Should().Be(again);
        (await journey.MessageAsync("one")).Status.Should().Be(MessageStatus.Sent);
        (await CountAsync(journey, EventNames.MessageSent)).Should().Be(1);
    }

    [Fact]
    public async Task Several_tokens_take_one_slot_under_a_cap()
    {
        await using var journey = await StartAsync(
            steps => steps.Send("one", Channel.Push, template: "t").Wait("w1", Hours(1)).Send("two", Channel.Push, template: "t")
                .Wait("w2", Hours(1)).Send("three", Channel.Push, template: "t"),
            options => options.FrequencyCaps.Add(new FrequencyCap { Max = 2, Period = Days(7) }));

        await journey.EnrollAsync(With(3));
        await journey.AdvanceAsync(TimeSpan.FromHours(3));

        journey.Messages.Should().HaveCount(6);
        (await journey.MessageAsync("three")).Reason.Should().Be("capped");
    }

    [Fact]
    public async Task A_device_that_two_customers_share_is_capped_alone()
    {
        await using var journey = await StartAsync(steps => steps.Send("one", Channel.Push, template: "t"),
            options => options.FrequencyCaps.Add(new FrequencyCap { Max = 1, Period = Days(7) }));
        var (ada, bob) = (Some.Customer() with { PushTokens = ["phone-a", "tablet"] }, Some.Customer("bob") with { PushTokens = ["phone-b", "tablet"] });
        await journey.Client.SaveCustomersAsync([ada, bob], Token);

        await journey.EnrollAsync(ada);
        await journey.EnrollAsync(bob);

        journey.Messages.Select(message => message.Address).Should().BeEquivalentTo("phone-a", "tablet", "phone-b");
    }

    [Fact]
    public async Task A_token_that_refuses_gives_its_slot_at_a_shared_device_back()
    {
        var store = new InMemoryRetentionStore(1);
        await using var journey = await Journeys.StartAsync(steps => steps.Send("one", Channel.Push, template: "t"),
            harness => harness.Configure = retention =>
            {
                retention.Store.Use(_ => store);
                retention.Configure(options => options.FrequencyCaps.Add(new FrequencyCap { Max = 1, Period = Days(7) }));
            });
        var (ada, bob) = (Some.Customer() with { PushTokens = ["phone-a", "tablet"] }, Some.Customer("bob") with { PushTokens = ["tablet"] });
        await journey.Client.SaveCustomersAsync([ada, bob], Token);
        journey.On(Channel.Push).Answer = message =>
            message is { Address: "tablet", Customer.Value: "ada" } ? DeliveryResult.Rejected("too-long") : DeliveryResult.Delivered;

        await journey.EnrollAsync(ada);
        await journey.EnrollAsync(bob);

        journey.Messages.Select(message => message.Address).Should().BeEquivalentTo("phone-a", "tablet");
    }

    [Theory]
    [InlineData(1, 6)]
    [InlineData(2, 3)]
    [InlineData(4, 2)]
    [InlineData(5, 2)]
    [InlineData(100, 1)]
    public async Task A_channel_of_batches_gets_each_token_and_each_message_has_one_result(int size, int calls)
    {
        var bulk = new Bulk(size);
        await using var journey = await Journeys.StartAsync(steps => steps.Send("one", Channel.Push, template: "one"),
            harness => harness.Configure = retention =>
            {
                retention.Store.Use(_ => new InMemoryRetentionStore(1));
                retention.Channels.Services.RemoveAll<IMessageChannel>();
                retention.Channels.Add(bulk);
            });
        await journey.Client.SaveCustomersAsync([With(3), With(3) with { Id = "bob", PushTokens = ["dead-1", "dead-2", "d"] }], Token);
        foreach (var id in (CustomerId[])[Ada, "bob"])
            await journey.Client.EnrollAsync("under-test", id, cancellationToken: Token);
        await journey.AdvanceAsync(TimeSpan.FromMinutes(1));

        bulk.Calls.Should().HaveCount(calls);
        bulk.Calls.SelectMany(call => call.Split(' ')).Should().BeEquivalentTo("a", "b", "c", "dead-1", "dead-2", "d");
        (await journey.MessageAsync("one")).Status.Should().Be(MessageStatus.Sent);
        (await journey.MessageAsync("one", "bob")).Status.Should().Be(MessageStatus.Sent);
        (await journey.CountAsync(JourneyMeasures.Sent)).Should().Be(2);
    }

    [Fact]
    public async Task Each_token_has_its_own_key_that_stays_at_a_retry()
    {
        await using var journey = await StartAsync(steps => steps.Send("one", Channel.Push, template: "one"));
        var keys = new List<string>();
        journey.On(Channel.Push).Answer = message =>
        {
            keys.Add(message.IdempotencyKey);
            return keys.Count > 2 ? DeliveryResult.Delivered : DeliveryResult.RetryLater("busy");
        };

        await journey.EnrollAsync(With(2));
        await journey.AdvanceAsync(TimeSpan.FromHours(1));

        keys.Should().HaveCount(4).And.Subject.Distinct().Should().HaveCount(2);
        keys.Should().OnlyContain(key => key.StartsWith((keys[0].Substring(0, keys[0].LastIndexOf('/')))));
    }

    [Fact]
    public async Task A_single_token_keeps_the_key_of_the_message()
    {
        await using var journey = await StartAsync(steps => steps.Send("one", Channel.Push, template: "one"));
        await journey.EnrollAsync(Some.Customer("bob"));
        await journey.EnrollAsync(Some.Customer("cyd") with { PushTokens = ["c"] });

        journey.Messages.Should().OnlyContain(message => message.IdempotencyKey.Split('/').Length == 3);
    }

    [Fact]
    public async Task Each_token_counts_under_a_rate()
    {
        await using var journey = await StartAsync(steps => steps.Send("one", Channel.Push, template: "one"),
            options => options.RateLimits[Channel.Push] = 1);

        await journey.EnrollAsync(With(5));
        await journey.EnrollAsync(Some.Customer("bob"));
        await journey.AdvanceAsync(TimeSpan.FromMinutes(1));

        var bob = journey.Messages.Single(message => message.Customer == new CustomerId("bob"));
        (bob.SentAt - journey.Messages[0].SentAt).Should().BeGreaterThan(TimeSpan.FromSeconds(4));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task A_replay_counts_one_message(int tokens)
    {
        var start = new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero);
        var channel = new RecordingChannel(Channel.Push);
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddRetentionWorkflows(retention =>
        {
            retention.Store.UseInMemory();
            retention.Journeys.Add(Journeys.Of(steps => steps.Send("one", Channel.Push, template: "one"),
                journey => journey.Enroll.Monthly(day: 1, at: new TimeOnly(9, 0))));
            retention.Templates.Use(new PlainTemplates());
            retention.Channels.Add(channel);
            retention.UseReplay(replay => (replay.From, replay.Until) = (start, start.AddDays(20)));
        });
        await using var provider = services.BuildServiceProvider();

        await provider.GetRequiredService<JourneyReplay>().RunAsync(new ReplayHistory([With(tokens)], []), cancellationToken: Token);

        channel.Sent.Select(message => message.Address).Should().BeEquivalentTo(Tokens(tokens));
        (await provider.GetRequiredService<IRetentionOperations>().ReadCountersAsync("under-test", Token))
            .Where(counter => counter.Measure == JourneyMeasures.Sent).Sum(counter => counter.Count).Should().Be(1);
    }

    private static async Task<string> ExportAsync(JourneyHarness journey)
    {
        using var export = new MemoryStream();
        await journey.Privacy.ExportAsync(Ada, export, Token);
        return Encoding.UTF8.GetString(export.ToArray());
    }

    private static string[] Tokens(int count) => [.. Enumerable.Range(0, count).Select(index => $"{(char)('a' + index)}")];

    private static Customer With(int tokens) => Some.Customer() with { PushTokens = Tokens(tokens) };

    /// <summary>Configures the answer of each token, and returns the called tokens by step.</summary>
    private static Dictionary<string, string> Answer(JourneyHarness journey, string answers)
    {
        var (called, of) = (new Dictionary<string, string>(), answers.Split(' '));
        journey.On(Channel.Push).Answer = Recording(called, message => of[message.Address[0] - 'a'] switch
        {
            "ok" => DeliveryResult.Delivered,
            "dead" => DeliveryResult.Rejected("gone", BounceClass.Hard),
            "refused" => DeliveryResult.Rejected("too-long"),
            "local" => DeliveryResult.RejectedLocally("invalid-address"),
            "later" => DeliveryResult.RetryLater("busy"),
            "down" => DeliveryResult.Unreachable("no-connection"),
            _ => DeliveryResult.Ambiguous("timeout"),
        });
        return called;
    }

    private static Func<OutgoingMessage, DeliveryResult> Recording(
        Dictionary<string, string> called, Func<OutgoingMessage, DeliveryResult> answer) => message =>
    {
        var step = message.IdempotencyKey.Split('/')[1];
        called[step] = called.TryGetValue(step, out var before) ? $"{before} {message.Address}" : message.Address;
        return answer(message);
    };

    private static async Task<long> CountAsync(JourneyHarness journey, EventName name)
    {
        for (var count = 0; ; count++)
        {
            if (!(await journey.Client.ExplainAsync(Customer.Had(name).AtLeast(count + 1), Ada, Token)).Holds)
                return count;
        }
    }

    private static Task<JourneyHarness> StartAsync(Action<StepsBuilder> steps, Action<RetentionOptions>? configure = null) =>
        Journeys.StartAsync(steps, harness => harness.Configure = retention =>
        {
            retention.Store.Use(_ => new InMemoryRetentionStore(1));
            retention.Configure(options =>
            {
                options.Privacy.Key = "a key that nobody guesses";
                options.Privacy.UnsubscribeUrl = "https://shop.example/unsubscribe?t={token}";
                configure?.Invoke(options);
            });
        });

    private sealed class Bulk(int size) : IBatchMessageChannel
    {
        public Channel Channel => Channel.Push;

        public bool IsIdempotent => false;

        public int MaxBatchSize => size;

        internal List<string> Calls { get; } = [];

        public Task<IReadOnlyList<DeliveryResult>> SendAsync(
            IReadOnlyList<OutgoingMessage> messages, CancellationToken cancellationToken = default)
        {
            Calls.Add(string.Join(' ', messages.Select(message => message.Address)));
            return Task.FromResult<IReadOnlyList<DeliveryResult>>([.. messages.Select(message =>
                message.Address.StartsWith("dead", StringComparison.Ordinal)
                    ? DeliveryResult.Rejected("gone", BounceClass.Hard) : DeliveryResult.Delivered)]);
        }
    }

    private sealed class NoSpaces : IAddressNormalizer
    {
        public Channel Channel => Channel.Push;

        public NormalizedAddress Normalize(string address) =>
            address.Contains(' ') ? NormalizedAddress.Refused("has a space") : NormalizedAddress.Of(address);
    }
}
