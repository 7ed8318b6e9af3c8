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
public sealed class PushTokenTests
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
    [InlineData(new[] { "a", "b" }, new[] { "a", "b" })]
    [InlineData(new[] { "b", "a", "b" }, new[] { "b", "a" })]
    [InlineData(new[] { " a\u00a0", "a", "", "  ", "b\u200b" }, new[] { "a", "b" })]
    [InlineData(new[] { "dQw4:APA91b_x-7" }, new[] { "dQw4:APA91b_x-7" })]
    [InlineData(new[] { "", " " }, new string[0])]
    public async Task Tokens_are_stored_once_in_their_canonical_form(string[] written, string[] stored)
    {
        await using var journey = await StartAsync(steps => steps.Send("one", Channel.Push, template: "one"));

        await journey.EnrollAsync(Some.Customer() with { PushTokens = written });

        var customer = (await journey.RecordAsync()).Customer!;
        customer.PushTokens.Should().Equal(stored);
        customer.AddressesOn(Channel.Push).Should().Equal(stored);
        customer.AddressOn(Channel.Push).Should().Be(stored.FirstOrDefault());
        customer.Addresses.Should().NotContainKey(Channel.Push, "the list replaces the single address").And.ContainKey(Channel.Email);
        journey.Messages.Select(message => message.Address).Should().BeEquivalentTo(stored);
    }

    [Fact]
    public async Task A_single_address_is_a_token_as_before()
    {
        await using var journey = await StartAsync(steps => steps.Send("one", Channel.Push, template: "one"));
        await journey.EnrollAsync(Some.Customer());

        var customer = (await journey.RecordAsync()).Customer!;
        customer.PushTokens.Should().BeEmpty();
        customer.AddressesOn(Channel.Push).Should().Equal(customer.Addresses[Channel.Push]);
        journey.Messages.Should().ContainSingle();
    }

    [Theory]
    [InlineData(21, null, "pushTokens are 21; at most 20 are allowed")]
    [InlineData(500, null, "pushTokens are 500; at most 20 are allowed")]
    [InlineData(1, 5000, "pushTokens[1] has 5000 characters; at most 4096 are allowed")]
    [InlineData(0, 5000, "pushTokens[0] has 5000 characters; at most 4096 are allowed")]
    [InlineData(19, 5000, "pushTokens[19] has 5000 characters; at most 4096 are allowed")]
    public async Task Too_many_or_too_long_tokens_are_refused(int count, int? length, string problem)
    {
        await using var journey = await StartAsync(steps => steps.Send("one", Channel.Push, template: "one"));
        var tokens = Enumerable.Range(0, count).Select(number => $"token-{number}");

        var answer = await journey.Client.SaveCustomerAsync(Some.Customer() with
        {
            PushTokens = [.. tokens, .. length is { } characters ? new[] { new string('x', characters) } : []],
        }, Token);

        answer.Outcome.Should().Be(CustomerOutcome.Refused);
        answer.Problems.Should().ContainSingle().Which.ToString().Should().Be(problem);
    }

    [Fact]
    public async Task Repeated_tokens_do_not_count_for_the_limit()
    {
        await using var journey = await StartAsync(steps => steps.Send("one", Channel.Push, template: "one"));
        var tokens = Enumerable.Range(0, 20).Select(number => $"token-{number}").ToList();

        await journey.EnrollAsync(Some.Customer() with { PushTokens = [.. tokens, .. tokens, ""] });

        journey.Messages.Should().HaveCount(20);
    }

    [Fact]
    public async Task A_rule_of_the_host_refuses_a_token_with_its_place()
    {
        await using var journey = await Journeys.StartAsync(steps => steps.Send("one", Channel.Push, template: "one"),
            harness => harness.Configure = retention => retention.Channels.NormalizeWith(new NoSpaces()));

        var answer = await journey.Client.SaveCustomerAsync(Some.Customer() with { PushTokens = ["a", "b c", "d e"] }, Token);

        answer.Problems.Select(problem => problem.ToString()).Should().Equal("pushTokens[1] has a space", "pushTokens[2] has a space");
    }

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
