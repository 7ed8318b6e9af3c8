using Retention.Workflows.Messaging;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using Retention.Workflows.Vouchers;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Engine.Privacy;

/// <summary>An erased customer gets no more messages, and no data of the customer is written again.</summary>
public sealed class ErasureTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Erasure_deletes_everything_of_a_customer_and_keeps_counters_and_other_customers()
    {
        await using var journey = await StartAsync();
        foreach (var id in (string[])["ada", "bob"])
        {
            await journey.EnrollAsync(Some.Customer(id));
            await journey.PurchaseAsync(new CustomerId(id));
        }

        var erased = await journey.Privacy.EraseAsync(Journeys.Ada, Token);

        // The purchase, and the engine's events for the voucher, the message and the segment.
        erased.Should().Be(new ErasedRows { Customers = 1, Events = erased.Events, Segments = erased.Segments, Enrollments = 1, History = 1,
            Messages = 1, Vouchers = 1 });
        erased.Events.Should().BeGreaterThanOrEqualTo(3);
        Nothing(await journey.RecordAsync());
        (await journey.RecordAsync(new CustomerId("bob"))).Should()
            .Match<CustomerRecord>(record => record.Customer != null && record.Vouchers.Count == 1 && record.Messages.Count == 1);
        (await journey.CountAsync(JourneyMeasures.Entered)).Should().Be(2);
        (await journey.CountAsync(JourneyMeasures.Sent)).Should().Be(2);
    }

    [Fact]
    public async Task A_second_erasure_or_an_unknown_customer_deletes_nothing()
    {
        await using var journey = await StartAsync();
        await journey.EnrollAsync(Some.Customer());

        await journey.Privacy.EraseAsync(Journeys.Ada, Token);

        (await journey.Privacy.EraseAsync(Journeys.Ada, Token)).IsEmpty.Should().BeTrue();
        (await journey.Privacy.EraseAsync(new CustomerId("nobody"), Token)).IsEmpty.Should().BeTrue();
    }

    [Fact]
    public async Task A_customer_erased_during_a_journey_gets_no_more_messages()
    {
        await using var journey = await StartAsync();
        await journey.EnrollAsync(Some.Customer());
        await journey.EnrollAsync(Some.Customer("bob"));

        await journey.Privacy.EraseAsync(Journeys.Ada, Token);
        await journey.AdvanceAsync(TimeSpan.FromDays(30));

        journey.Messages.Where(message => message.Customer == Journeys.Ada).Should().ContainSingle("the first one had left before");
        journey.Messages.Where(message => message.Customer == new CustomerId("bob")).Should().HaveCount(2);
        Nothing(await journey.RecordAsync());
    }

    [Fact]
    public async Task A_message_rendered_during_the_erasure_is_not_sent()
    {
        var templates = new ErasingTemplates();
        await using var journey = await Journeys.StartAsync(
            steps => steps.SendEmail("offer", template: "offer").Wait("think", Days(1)),
            options => options.Configure = retention => retention.Templates.Use(templates));
        templates.Privacy = journey.Privacy;

        await journey.EnrollAsync(Some.Customer());

        templates.Erased.Should().Match<ErasedRows>(erased => erased.Messages == 1 && erased.HandingOver == 0);
        journey.Messages.Should().BeEmpty();
        Nothing(await journey.RecordAsync());
    }

    [Theory]
    [InlineData("delivered")]
    [InlineData("rejected")]
    [InlineData("later")]
    [InlineData("ambiguous")]
    [InlineData("throws")]
    public async Task The_result_of_a_send_during_the_erasure_writes_nothing(string answer)
    {
        await using var journey = await StartAsync();
        var erased = new List<ErasedRows>();
        journey.On(Channel.Email).Answer = message =>
        {
            erased.Add(journey.Privacy.EraseAsync(message.Customer, Token).GetAwaiter().GetResult());
            return answer switch
            {
                "delivered" => DeliveryResult.Delivered,
                "rejected" => DeliveryResult.Rejected("smtp-550"),
                "later" => DeliveryResult.RetryLater("busy"),
                "ambiguous" => DeliveryResult.Ambiguous("cut"),
                _ => throw new InvalidOperationException("broken"),
            };
        };

        await journey.EnrollAsync(Some.Customer());
        await journey.AdvanceAsync(TimeSpan.FromDays(30));

        erased.Should().ContainSingle().Which.HandingOver.Should().Be(1);
        Nothing(await journey.RecordAsync());
        (await journey.Privacy.EraseAsync(Journeys.Ada, Token)).IsEmpty.Should().BeTrue("the outcome wrote no event either");
    }

    [Fact]
    public async Task An_erasure_during_the_issuers_call_releases_the_call()
    {
        var issuer = new ErasingIssuer();
        await using var journey = await Journeys.StartAsync(
            steps => steps.IssueVoucher("voucher", offer: "ten").SendEmail("mail", template: "voucher").Wait("use-it", Days(3)),
            options => options.Configure = retention => retention.Vouchers.AddOffer(Journeys.Offer()).UseIssuer(_ => issuer));
        issuer.Privacy = journey.Privacy;

        await journey.EnrollAsync(Some.Customer());
        await journey.EnrollAsync(Some.Customer("bob"));
        await journey.AdvanceAsync(TimeSpan.FromDays(5));

        issuer.Asked.Should().Equal([Journeys.Ada, new CustomerId("bob")], "an erased customer causes no further call");
        journey.Messages.Single().Customer.Should().Be(new CustomerId("bob"));
        Nothing(await journey.RecordAsync());
        (await journey.Privacy.EraseAsync(Journeys.Ada, Token)).IsEmpty.Should().BeTrue();
    }

    [Fact]
    public async Task The_voucher_of_an_erased_customer_is_unknown()
    {
        await using var journey = await StartAsync();
        await journey.EnrollAsync(Some.Customer());
        var code = (await journey.RecordAsync()).Vouchers.Single().Code;

        await journey.Privacy.EraseAsync(Journeys.Ada, Token);

        var answer = await journey.Vouchers.RedeemAsync(
            new RedemptionRequest { Code = code, OrderId = "o1", Total = 100, Currency = "EUR" }, Token);
        answer.Outcome.Should().Be(RedemptionOutcome.UnknownCode);
    }

    [Fact]
    public async Task An_erased_customer_who_returns_starts_anew()
    {
        await using var journey = await Journeys.StartAsync(
            steps => steps.SendEmail("offer", template: "offer"), more: journey => journey.Enroll.ByHand().ReEntry(ReEntry.Once));
        await journey.EnrollAsync(Some.Customer());
        (await journey.EnrollAsync(Some.Customer())).Refusal.Should().Be("already-entered");

        await journey.Privacy.EraseAsync(Journeys.Ada, Token);
        (await journey.Privacy.ReadmitAsync(Journeys.Ada, Token)).Should().BeTrue();
        await journey.Client.SaveCustomersAsync([Some.Customer()], Token);
        (await journey.Privacy.UnsuppressAsync(Journeys.Ada, Channel.Email, Topic.Marketing, Token)).Should().BeTrue();

        (await journey.EnrollAsync(Some.Customer())).Enrollment!.Value.Number.Should()
            .BeGreaterThan(1, "numbers are never given twice, so neither are idempotency keys");
        journey.Messages.Select(message => message.IdempotencyKey).Should().HaveCount(2).And.OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task A_late_event_or_save_does_not_restore_the_customer()
    {
        await using var journey = await StartAsync();
        await journey.EnrollAsync(Some.Customer());
        await journey.Privacy.EraseAsync(Journeys.Ada, Token);
        await journey.Privacy.EraseAsync(new CustomerId("never-seen"), Token);

        (await journey.Client.AppendEventsAsync([Some.Purchase(Journeys.Ada, journey.Time.GetUtcNow()), Some.Purchase(new CustomerId(
            "never-seen"), journey.Time.GetUtcNow()), Some.Purchase(new CustomerId("bob"), journey.Time.GetUtcNow())], Token))
            .Select(answer => answer.Outcome).Should().Equal(EventOutcome.Erased, EventOutcome.Erased, EventOutcome.Stored);
        (await journey.Client.SaveCustomersAsync([Some.Customer(), Some.Customer("bob")], Token)).Select(answer => answer.Outcome).Should()
            .Equal(CustomerOutcome.Erased, CustomerOutcome.Stored);
        (await journey.Client.EnrollAsync(new JourneyName("under-test"), Journeys.Ada, cancellationToken: Token)).Refusal.Should()
            .Be("erased");
        await journey.AdvanceAsync(TimeSpan.FromDays(400));

        Nothing(await journey.RecordAsync());
        (await journey.Client.AppendEventsAsync([Some.Purchase(Journeys.Ada, journey.Time.GetUtcNow())], Token)).Single().Outcome.Should()
            .Be(EventOutcome.Erased, "it is remembered for ever");
        (await ExportAsync(journey)).Should().NotContain("erased").And.NotContain("suppressed");
    }

    [Fact]
    public async Task An_unsubscribe_link_of_an_erased_customer_writes_nothing()
    {
        await using var journey = await Journeys.StartAsync(
            steps => steps.SendEmail("offer", template: "offer"), harness => harness.Configure = retention => retention.Configure(options =>
            {
                options.Privacy.Key = "a key that nobody guesses";
                options.Privacy.UnsubscribeUrl = "https://shop.example/unsubscribe?t={token}";
            }));
        await journey.EnrollAsync(Some.Customer());
        var token = journey.Messages.Single().UnsubscribeUrl!.Query["?t=".Length..];
        await journey.Privacy.EraseAsync(Journeys.Ada, Token);

        (await journey.Privacy.UnsubscribeAsync(token, Token)).Should().BeTrue();

        (await ExportAsync(journey)).Should().NotContain("unsubscribed");
    }

    [Fact]
    public async Task A_readmitted_customer_is_a_new_one()
    {
        await using var journey = await StartAsync();
        await journey.EnrollAsync(Some.Customer());
        await journey.Privacy.EraseAsync(Journeys.Ada, Token);

        (await journey.Privacy.ReadmitAsync(Journeys.Ada, Token)).Should().BeTrue();
        (await journey.Privacy.ReadmitAsync(Journeys.Ada, Token)).Should().BeFalse();

        (await journey.Client.AppendEventsAsync([Some.Purchase(Journeys.Ada, journey.Time.GetUtcNow())], Token)).Single().Outcome.Should()
            .Be(EventOutcome.Stored);
        (await journey.EnrollAsync(Some.Customer())).Refusal.Should().BeNull();
    }

    private static async Task<string> ExportAsync(JourneyHarness journey)
    {
        using var export = new MemoryStream();
        await journey.Privacy.ExportAsync(Journeys.Ada, export, Token);
        return System.Text.Encoding.UTF8.GetString(export.ToArray());
    }

    private static Task<JourneyHarness> StartAsync() => Journeys.StartAsync(
        steps => steps.IssueVoucher("voucher", offer: "ten").SendEmail("offer", template: "offer").Wait("think", Days(3))
            .SendEmail("reminder", template: "reminder"),
        options => options.Configure = retention => retention.Vouchers.AddOffer(Journeys.Offer()));

    private static void Nothing(CustomerRecord record) =>
        record.Should().Match<CustomerRecord>(all => all.Customer == null && all.Segment == null
            && all.Enrollments.Count == 0 && all.History.Count == 0 && all.Messages.Count == 0 && all.Vouchers.Count == 0);

    private sealed class ErasingTemplates : IMessageTemplates
    {
        private readonly PlainTemplates _plain = new();

        internal ICustomerPrivacy? Privacy { get; set; }

        internal ErasedRows Erased { get; private set; }

        public IReadOnlyList<string> Validate(TemplateName template, Channel channel) => _plain.Validate(template, channel);

        public bool ShowsVoucher(TemplateName template, Channel channel) => _plain.ShowsVoucher(template, channel);

        public MessageContent Render(TemplateName template, Channel channel, string? locale, MessageModel model)
        {
            Erased += Privacy!.EraseAsync(model.Customer.Id).GetAwaiter().GetResult();
            return _plain.Render(template, channel, locale, model);
        }
    }

    private sealed class ErasingIssuer : IVoucherIssuer
    {
        internal ICustomerPrivacy? Privacy { get; set; }

        internal List<CustomerId> Asked { get; } = [];

        public async Task<IssuedVoucher> IssueAsync(VoucherRequest request, CancellationToken cancellationToken)
        {
            Asked.Add(request.Customer);
            if (request.Customer == Journeys.Ada)
                await Privacy!.EraseAsync(request.Customer, cancellationToken);
            return new IssuedVoucher { Code = $"SHOP-{Asked.Count}", ExpiresAt = request.ExpiresAt };
        }
    }
}
