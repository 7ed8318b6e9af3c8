using Retention.Workflows.Messaging;
using Retention.Workflows.Recommendations;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using Retention.Workflows.Vouchers;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Engine.Delivery;

public sealed class DispatchTests
{
    [Fact]
    public async Task A_customer_without_consent_gets_nothing_and_the_reason_is_recorded()
    {
        await using var journey = await Journeys.StartAsync(steps => steps.SendEmail("offer", template: "offer").Wait("think", Days(1)));

        await journey.EnrollAsync(Some.Customer() with { Consents = [] });

        journey.Sent.Should().BeEmpty();
        var message = await journey.MessageAsync("offer");
        message.Status.Should().Be(MessageStatus.Refused);
        message.Reason.Should().Be("no-consent");
        (await journey.WhereIsAsync(Journeys.Ada)).Should().Be("at think", "a refused message does not stop the journey");
        (await journey.CountAsync(JourneyMeasures.NotSent, "email:no-consent")).Should().Be(1);
    }

    [Fact]
    public async Task A_refusal_overrides_a_consent()
    {
        await using var journey = await Journeys.StartAsync(steps => steps.SendEmail("offer", template: "offer"));
        var ada = Some.Customer();

        await journey.EnrollAsync(
            ada with { Consents = [.. ada.Consents, new Consent { Topic = Topic.Marketing, Channel = Channel.Email, Granted = false }] });

        (await journey.MessageAsync("offer")).Reason.Should().Be("no-consent");
    }

    [Fact]
    public async Task A_transactional_message_needs_no_consent()
    {
        await using var journey = await Journeys.StartAsync(
            steps => steps.SendEmail("receipt", template: "receipt", options: send => send.Topic = Topic.Transactional));

        await journey.EnrollAsync(Some.Customer() with { Consents = [] });

        journey.Sent.Should().Equal("receipt by email");
    }

    [Fact]
    public async Task Consent_withdrawn_while_a_message_waits_applies_to_it()
    {
        await using var journey = await Journeys.StartAsync(steps => steps.SendEmail("offer", template: "offer"));
        journey.On(Channel.Email).Answer = _ => DeliveryResult.RetryLater("busy", TimeSpan.FromHours(1));
        await journey.EnrollAsync(Some.Customer());
        journey.On(Channel.Email).Answer = _ => DeliveryResult.Delivered;
        await journey.Client.SaveCustomersAsync([Some.Customer() with { Consents = [] }], TestContext.Current.CancellationToken);

        await journey.AdvanceAsync(TimeSpan.FromDays(1));

        journey.Sent.Should().BeEmpty();
        (await journey.MessageAsync("offer")).Reason.Should().Be("no-consent");
    }

    [Fact]
    public async Task The_first_refusal_is_the_reason_and_the_address_is_checked_first()
    {
        await using var journey = await Journeys.StartAsync(steps => steps.SendEmail("offer", template: "offer"));

        await journey.EnrollAsync(new Customer { Id = Journeys.Ada });

        (await journey.MessageAsync("offer")).Reason.Should().Be("no-address");
    }

    [Fact]
    public async Task A_message_goes_to_the_address_stored_when_it_is_sent()
    {
        JourneyHarness? harness = null;
        var moved = Some.Customer() with { Addresses = new Dictionary<Channel, string> { [Channel.Email] = "ada@new.example" } };
        await using var journey = harness = await Journeys.StartAsync(
            steps => steps.SendEmail("offer", template: "offer"),
            options => options.Configure = retention => retention.Templates.Use(new HookedTemplates(
                () => harness!.Client.SaveCustomersAsync([moved], options.CancellationToken).GetAwaiter().GetResult())));

        await journey.EnrollAsync(Some.Customer());

        journey.Messages.Single().Address.Should().Be("ada@new.example", "she moved while the message was being rendered");
    }

    /// <summary>
    /// The timeouts begin before the call of the channel. They began after it, so that time that passed during the call did not count, and
    /// the message was waited for without end.
    /// </summary>
    [Fact]
    public async Task A_channel_that_ignores_cancellation_delays_others_only_until_the_timeout()
    {
        var deaf = new UncancellableChannel();
        await using var journey = await Journeys.StartAsync(
            steps => steps.Send("text", UncancellableChannel.Name, template: "text").SendEmail("mail", template: "mail"),
            options => options.Configure = retention => retention.Channels.Add(deaf));
        deaf.Asked = () => journey.Time.Advance(TimeSpan.FromSeconds(36));
        var ada = Some.Customer();

        await journey.EnrollAsync(
            ada with { Addresses = new Dictionary<Channel, string>(ada.Addresses) { [UncancellableChannel.Name] = "+420 1" },
                Consents = [.. ada.Consents, new Consent { Topic = Topic.Marketing, Channel = UncancellableChannel.Name, Granted = true }] })
            .WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

        journey.Sent.Should().Equal("mail by email");
        (await journey.MessageAsync("text")).Status.Should().Be(MessageStatus.AssumedSent);
        (await journey.MessageAsync("text")).Reason.Should().Be("timeout");
    }

    [Fact]
    public async Task A_voucher_message_is_not_sent_after_the_voucher_expired()
    {
        await using var journey = await Journeys.StartAsync(
            steps => steps.IssueVoucher("voucher", offer: "ten").SendEmail("mail", template: "voucher"),
            options => options.Configure = retention => retention.Vouchers.AddOffer(Journeys.Offer(Days(3))));
        journey.On(Channel.Email).Answer = _ => DeliveryResult.RetryLater("down", TimeSpan.FromDays(4));
        await journey.EnrollAsync(Some.Customer());
        journey.On(Channel.Email).Answer = _ => DeliveryResult.Delivered;

        await journey.AdvanceAsync(TimeSpan.FromDays(5));

        journey.Sent.Should().BeEmpty();
        (await journey.MessageAsync("mail")).Reason.Should().Be("voucher-expired");
    }

    [Fact]
    public async Task A_voucher_message_is_not_sent_after_the_voucher_was_redeemed()
    {
        await using var journey = await Journeys.StartAsync(
            steps =>
                steps.IssueVoucher("voucher", offer: "ten").Wait("use-it", Days(5)).SendEmail("reminder", template: "voucher-reminder"),
            options => options.Configure = retention => retention.Vouchers.AddOffer(Journeys.Offer()));
        await journey.EnrollAsync(Some.Customer());
        var code = (await journey.RecordAsync()).Vouchers.Single().Code;
        var answer = await journey.Vouchers.RedeemAsync(
            new RedemptionRequest { Code = code, OrderId = "o1", Total = 100, Currency = "EUR" }, TestContext.Current.CancellationToken);
        answer.Outcome.Should().Be(RedemptionOutcome.Redeemed);

        await journey.AdvanceAsync(TimeSpan.FromDays(6));

        journey.Sent.Should().BeEmpty();
        (await journey.MessageAsync("reminder")).Reason.Should().Be("voucher-redeemed");
    }

    [Fact]
    public async Task A_retry_carries_the_same_key_and_backs_off()
    {
        var keys = new List<(string Key, DateTimeOffset At)>();
        await using var journey = await Journeys.StartAsync(steps => steps.SendEmail("offer", template: "offer"));
        journey.On(Channel.Email).Answer = message =>
        {
            keys.Add((message.IdempotencyKey, message.SentAt));
            return keys.Count < 4 ? DeliveryResult.RetryLater("busy") : DeliveryResult.Delivered;
        };
        await journey.EnrollAsync(Some.Customer());

        await journey.AdvanceAsync(TimeSpan.FromDays(1));

        keys.Select(entry => entry.Key).Distinct().Should().ContainSingle();
        var pauses = keys.Zip(keys.Skip(1), (one, next) => next.At - one.At).ToList();
        pauses[0].Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(30)).And.BeLessThan(TimeSpan.FromSeconds(38));
        pauses[1].Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(60)).And.BeLessThan(TimeSpan.FromSeconds(76));
        pauses[2].Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(120));
        journey.Sent.Should().Equal("offer by email");
    }

    [Fact]
    public async Task A_message_is_dead_after_the_horizon_of_outages_and_can_be_resumed()
    {
        await using var journey = await Journeys.StartAsync(steps => steps.SendEmail("offer", template: "offer"));
        journey.On(Channel.Email).Answer = _ => DeliveryResult.RetryLater("busy");
        await journey.EnrollAsync(Some.Customer());

        await journey.AdvanceAsync(TimeSpan.FromDays(10));

        var message = await journey.MessageAsync("offer");
        message.Status.Should().Be(MessageStatus.Dead);
        message.Reason.Should().Be("busy");

        journey.On(Channel.Email).Answer = _ => DeliveryResult.Delivered;
        (await journey.Operations.ResumeAsync(message.Id, TestContext.Current.CancellationToken)).Should().BeTrue();
        (await journey.CountAsync(JourneyMeasures.NotSent)).Should().Be(0, "its result is open again");
        await journey.AdvanceAsync(TimeSpan.FromMinutes(1));
        journey.Sent.Should().Equal("offer by email");
        (await journey.CountAsync(JourneyMeasures.Sent)).Should().Be(1);
    }

    [Fact]
    public async Task A_message_rejected_by_the_provider_is_never_retried()
    {
        var tries = 0;
        await using var journey = await Journeys.StartAsync(steps => steps.SendEmail("offer", template: "offer"));
        journey.On(Channel.Email).Answer = _ =>
        {
            tries++;
            return DeliveryResult.Rejected("smtp-550");
        };
        await journey.EnrollAsync(Some.Customer());

        await journey.AdvanceAsync(TimeSpan.FromDays(10));

        tries.Should().Be(1);
        (await journey.MessageAsync("offer")).Should()
            .Match<OutboxMessage>(message => message.Status == MessageStatus.Rejected && message.Reason == "smtp-550");
    }

    [Theory]
    [InlineData(AmbiguityPolicy.AssumeSent, 1, MessageStatus.AssumedSent)]
    [InlineData(AmbiguityPolicy.Resend, 2, MessageStatus.Sent)]
    public async Task A_throwing_channel_leaves_a_send_in_doubt_and_the_step_decides(
        AmbiguityPolicy policy, int expectedTries, MessageStatus expected)
    {
        var tries = 0;
        await using var journey = await Journeys.StartAsync(
            steps => steps.SendEmail("offer", template: "offer", options: send => send.OnAmbiguous = policy));
        journey.On(Channel.Email).Answer = _ => ++tries == 1 ? throw new IOException("connection lost") : DeliveryResult.Delivered;
        await journey.EnrollAsync(Some.Customer());

        await journey.AdvanceAsync(TimeSpan.FromDays(1));

        tries.Should().Be(expectedTries);
        (await journey.MessageAsync("offer")).Status.Should().Be(expected);
        (await journey.CountAsync(JourneyMeasures.Ambiguous)).Should().Be(1);
    }

    [Fact]
    public async Task An_idempotent_channel_is_called_again()
    {
        var tries = 0;
        await using var journey = await Journeys.StartAsync(steps => steps.SendEmail("offer", template: "offer"));
        journey.On(Channel.Email).IsIdempotent = true;
        journey.On(Channel.Email).Answer = _ => ++tries == 1 ? DeliveryResult.Ambiguous("timeout") : DeliveryResult.Delivered;
        await journey.EnrollAsync(Some.Customer());

        await journey.AdvanceAsync(TimeSpan.FromDays(1));

        (await journey.MessageAsync("offer")).Status.Should().Be(MessageStatus.Sent);
        (await journey.CountAsync(JourneyMeasures.Ambiguous)).Should().Be(0);
    }

    [Fact]
    public async Task A_conditional_exit_withdraws_queued_messages()
    {
        await using var journey = await Journeys.StartAsync(steps => steps
            .SendEmail("offer", template: "offer")
            .Wait("think", Hours(1))
            .ExitIf("bought", Customer.PurchasedSince("think"))
            .Wait("longer", Days(9)));
        journey.On(Channel.Email).Answer = _ => DeliveryResult.RetryLater("down", TimeSpan.FromHours(3));
        await journey.EnrollAsync(Some.Customer());
        await journey.AdvanceAsync(TimeSpan.FromMinutes(30));
        await journey.PurchaseAsync(Journeys.Ada);
        journey.On(Channel.Email).Answer = _ => DeliveryResult.Delivered;

        await journey.AdvanceAsync(TimeSpan.FromDays(2));

        journey.Sent.Should().BeEmpty();
        (await journey.MessageAsync("offer")).Status.Should().Be(MessageStatus.Withdrawn);
    }

    [Fact]
    public async Task A_plain_exit_still_sends_earlier_messages()
    {
        await using var journey = await Journeys.StartAsync(steps => steps.SendEmail("goodbye", template: "goodbye").Exit("done"));

        await journey.EnrollAsync(Some.Customer());

        journey.Sent.Should().Equal("goodbye by email");
        (await journey.WhereIsAsync(Journeys.Ada)).Should().Be("ended as done");
    }

    [Fact]
    public async Task A_message_without_recommendations_is_not_sent_when_the_block_requires_them()
    {
        await using var journey = await Journeys.StartAsync(steps => steps.SendEmail(
            "offer", template: "offer",
            options: send => send.Recommendations = new RecommendationBlock { WhenNone = WhenNoRecommendations.DoNotSend }));

        await journey.EnrollAsync(Some.Customer());

        journey.Sent.Should().BeEmpty();
        (await journey.MessageAsync("offer")).Reason.Should().Be("no-recommendations");
    }

    [Fact]
    public async Task A_failing_recommender_delays_only_messages_with_recommendations()
    {
        var broken = true;
        await using var journey = await Journeys.StartAsync(
            steps => steps.SendEmail("offer", template: "offer", recommend: 3).SendEmail("plain", template: "plain"),
            options => options.Configure = retention => retention.Recommendations.UseRecommender(_ => new Recommender(() => broken)));
        await journey.EnrollAsync(Some.Customer());
        journey.Sent.Should().Equal("plain by email");
        broken = false;

        await journey.AdvanceAsync(TimeSpan.FromMinutes(5));

        journey.Sent.Should().Equal("plain by email", "offer by email");
    }

    [Fact]
    public async Task A_very_long_retry_after_is_limited()
    {
        await using var journey = await Journeys.StartAsync(steps => steps.SendEmail("offer", template: "offer"));
        journey.On(Channel.Email).Answer = _ => DeliveryResult.RetryLater("busy", TimeSpan.MaxValue);
        await journey.EnrollAsync(Some.Customer());
        journey.On(Channel.Email).Answer = _ => DeliveryResult.Delivered;

        await journey.AdvanceAsync(TimeSpan.FromDays(29));

        journey.Sent.Should().Equal("offer by email");
    }

    private sealed class Recommender(Func<bool> isBroken) : IRecommender
    {
        public Task<IReadOnlyList<IReadOnlyList<ProductId>>> RecommendAsync(
            IReadOnlyList<RecommendationRequest> requests, CancellationToken cancellationToken) => isBroken()
            ? throw new HttpRequestException("503")
            : Task.FromResult<IReadOnlyList<IReadOnlyList<ProductId>>>([.. requests.Select(_ => (IReadOnlyList<ProductId>)[])]);
    }

    private sealed class HookedTemplates(Action hook) : IMessageTemplates
    {
        private readonly PlainTemplates _plain = new();

        public IReadOnlyList<string> Validate(TemplateName name, Channel channel) => [];

        public bool ShowsVoucher(TemplateName name, Channel channel) => false;

        public MessageContent Render(TemplateName name, Channel channel, string? locale, MessageModel model)
        {
            hook();
            return _plain.Render(name, channel, locale, model);
        }
    }

    private sealed class UncancellableChannel : IMessageChannel
    {
        internal static readonly Channel Name = new("fax");

        internal Action Asked { get; set; } = () => { };

        public Channel Channel => Name;

        public bool IsIdempotent => false;

        public Task<DeliveryResult> SendAsync(OutgoingMessage message, CancellationToken cancellationToken)
        {
            Asked();
            return new TaskCompletionSource<DeliveryResult>().Task;
        }
    }
}
