using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Retention.Workflows.Channels;
using Retention.Workflows.Messaging;
using Retention.Workflows.Recommendations;
using Retention.Workflows.Testing;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Tests.Docs;

/// <summary>The C# of the pages about channels, templates, vouchers and recommendations, compiled.</summary>
public class FeaturePagesTests
{
    private static readonly IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
    {
        ["Smtp:User"] = "user",
        ["Smtp:Password"] = "word",
        ["Twilio:AccountSid"] = "AC00000000000000000000000000000000",
        ["Twilio:AuthToken"] = "token",
        ["Fcm:ServiceAccount"] = ServiceAccount(),
        ["WhatsApp:PhoneNumberId"] = "106540352242922",
        ["WhatsApp:AccessToken"] = "token",
        ["Viber:AuthToken"] = "token",
        ["Letters:Secret"] = "a secret of both sides",
    }).Build();

    [Fact]
    public async Task The_channels_and_templates_of_the_pages_are_accepted()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddRetentionWorkflows(retention =>
        {
            retention.Channels.AddSmtp(mail =>
            {
                mail.Host = "smtp.example.org";      // default: port 587 with STARTTLS
                mail.From = "hello@swiftmotion.example";
                mail.FromName = "Swiftmotion";
                mail.UserName = configuration["Smtp:User"];
                mail.Password = configuration["Smtp:Password"];
            });
            retention.Configure(options => options.Privacy.Key = "a-key-of-the-shop");
            retention.Channels.AddSmtp(mail =>
                mail.BounceAddress = "bounce+{token}@swiftmotion.example");
            retention.Channels.AddTwilioSms(sms =>
            {
                sms.AccountSid = configuration["Twilio:AccountSid"]!;
                sms.AuthToken = configuration["Twilio:AuthToken"]!;
                sms.From = "+15005550006";           // or MessagingServiceSid
            });
            retention.Channels.AddFcmPush(push =>
                push.ServiceAccountJson = configuration["Fcm:ServiceAccount"]);   // the text of the key file
            retention.Channels.AddWhatsApp(whatsApp =>
            {
                whatsApp.PhoneNumberId = configuration["WhatsApp:PhoneNumberId"]!;
                whatsApp.AccessToken = configuration["WhatsApp:AccessToken"]!;
                whatsApp.Language = "cs";            // of templates whose subject names none
            });
            retention.Channels.AddViber(viber =>
            {
                viber.AuthToken = configuration["Viber:AuthToken"]!;
                viber.SenderName = "Swiftmotion";
            });
            retention.Channels.AddWebhook(new Channel("letter"), webhook =>
            {
                webhook.Address = new Uri("https://letters.example.org/messages");
                webhook.Secret = configuration["Letters:Secret"]!;   // at least 16 characters
                webhook.ReceiverIsIdempotent = true;                 // it stores the keys, so that a message in doubt is sent again
            });
            retention.Templates.FromFolder("Templates");
        });
        await using var provider = services.BuildServiceProvider();

        provider.GetServices<IMessageChannel>().Select(channel => channel.Channel)
            .Should().BeEquivalentTo([Channel.Email, Channel.Sms, Channel.Push, Channel.WhatsApp, Channel.Viber, new Channel("letter")]);
    }

    [Fact]
    public void A_customer_has_several_devices()
    {
        var ada = new Customer
        {
            Id = "ada",
            Addresses = new Dictionary<Channel, string> { [Channel.Email] = "ada@example.org" },
            PushTokens = ["token-of-the-phone", "token-of-the-tablet"],
        };

        ada.AddressesOn(Channel.Push).Should().HaveCount(2);
    }

    [Fact]
    public void A_bounce_is_read()
    {
        BounceClass bounce = EnhancedStatus.Classify("smtp; 550 5.1.1 User unknown");   // Hard

        bounce.Should().Be(BounceClass.Hard);
    }

    [Fact]
    public void An_unsigned_call_is_forbidden()
    {
        var (secret, timestamp, signature, body, time) = ("a secret of both sides", "1782898200", "sha256=00", new byte[2], TimeProvider.System);

        bool genuine = WebhookSignature.IsValid(secret, timestamp, body, signature, time.GetUtcNow(), TimeSpan.FromMinutes(5));

        genuine.Should().BeFalse();
        Reports(time, body).Should().Be(403);
    }

    private static int Reports(TimeProvider time, byte[] body)
    {
        var (authToken, publicAddress, form, appSecret, viberToken) = ("token", "https://shop.example/twilio", new Dictionary<string, string>(), "secret", "token");
        string? twilioSignature = null, hubSignature = null, viberSignature = null;

        if (!TwilioReports.TryRead(authToken, publicAddress, form, twilioSignature, time.GetUtcNow(), out DeliveryReport? sms))
            return Forbidden();
        if (!WhatsAppReports.TryRead(appSecret, body, hubSignature, time.GetUtcNow(), out IReadOnlyList<DeliveryReport> messages))
            return Forbidden();
        if (!ViberReports.TryRead(viberToken, body, viberSignature, time.GetUtcNow(), out DeliveryReport? viber))
            return Forbidden();

        return sms is null && viber is null && messages.Count == 0 ? 204 : 200;

        static int Forbidden() => 403;
    }

    [Fact]
    public async Task A_mail_that_is_not_a_bounce_reports_nothing()
    {
        await using var journey = await Retention.Workflows.Testing.JourneyHarness.StartAsync(JourneyDefinition.Build(new JourneyName("any"), journey => journey.Steps.Wait("think", Period.Days(1))));
        var (client, mail, time) = (journey.Client, new byte[2], TimeProvider.System);

        if (MailReports.TryRead(mail, time.GetUtcNow(), out DeliveryReport? bounce))
            await client.ReportAsync([bounce!]);

        bounce.Should().BeNull();
    }

    private static string ServiceAccount()
    {
        using var key = RSA.Create(2048);
        return JsonSerializer.Serialize(new { project_id = "swiftmotion-app", client_email = "a@b.example", private_key = key.ExportPkcs8PrivateKeyPem() });
    }

    [Fact]
    public async Task An_offer_is_redeemed()
    {
        var offers = new OfferCatalog(
        [
            new VoucherOffer
            {
                Name = "comeback-20",
                Discount = Discount.Percent(20),   // or an amount, free delivery, a gift: see below
                MinimumSpend = 20,                 // the minimum of the goods in the order; default 0
                Currency = "EUR",                  // of the minimum and of an amount
                ValidFor = Period.Days(10),        // calendar days in the customer's zone; default 30
                CodePrefix = "SWIFT",              // at most 8 capital letters; default none
            },
        ]);
        await using var journey = await JourneyHarness.StartAsync<ChurnJourney>(options => options.Configure = retention => retention.Vouchers.AddOffer(offers.Offers[0]));
        await journey.EnrollAsync(Some.Customer("ada"));
        await journey.AdvanceAsync(TimeSpan.FromDays(11));
        var (vouchers, order) = (journey.Vouchers, (Number: "4711", Total: 50m, Lines: (OrderLine[])[]));
        var typed = (await journey.Client.ReadCustomerAsync(new CustomerId("ada"), TestContext.Current.CancellationToken)).Vouchers[0].Code;

        RedemptionResult result = await vouchers.RedeemAsync(new RedemptionRequest
        {
            Code = typed,
            OrderId = order.Number,
            Total = order.Total,
            Currency = "EUR",
            Lines = order.Lines,                   // for vouchers bound to a cart or a product
            Delivery = 4.90m,                      // for free delivery; part of the total
        });

        (result.Outcome, result.Discount).Should().Be((RedemptionOutcome.Redeemed, 9.02m));
    }

    [Fact]
    public async Task The_contract_of_issuers_is_run_rule_by_rule()
    {
        foreach (var rule in VoucherIssuerContract.Rules)
            await new OurIssuerContract().RunAsync(rule);

        VoucherIssuerContract.Rules.Should().NotBeEmpty();
    }

    [Fact]
    public void The_recommender_learns_from_orders()
    {
        var customer = new CustomerId("ada");
        var order = (Number: "4711", Time: new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero), Total: 89.90m);
        var @event =
            CustomerEvent.Of(order.Number, new Purchase(customer, order.Time, order.Total, "EUR"),
                [new OrderLine { Product = new ProductId("trail-shoe"), Quantity = 1, UnitPrice = 89.90m }]);
        ProductId[] bought = [new ProductId("trail-shoe")];
        ProductId[][] orders = [[new ProductId("trail-shoe"), new ProductId("gaiter")]];

        var model = CoPurchaseModel.Build(orders);            // each order a list of product ids; or Build(events)
        var products = model.Recommend(bought, count: 6);

        @event.Lines.Should().ContainSingle();
        products.Should().Equal(new ProductId("gaiter"));
    }

    public sealed class OurIssuerContract : VoucherIssuerContract
    {
        private static readonly OurTestSystem system = new();

        protected override Task<IVoucherIssuer> CreateAsync() => Task.FromResult<IVoucherIssuer>(new OurIssuer(system)); // each one on the same test system
    }

    private sealed class OurTestSystem
    {
        private readonly ConcurrentDictionary<string, IssuedVoucher> _vouchers = new();

        internal IssuedVoucher Keep(VoucherRequest request) =>
            _vouchers.GetOrAdd(request.IdempotencyKey, _ => new IssuedVoucher { Code = Guid.CreateVersion7(request.RequestedAt).ToString("N"), ExpiresAt = request.ExpiresAt });
    }

    private sealed class OurIssuer(OurTestSystem system) : IVoucherIssuer
    {
        public Task<IssuedVoucher> IssueAsync(VoucherRequest request, CancellationToken cancellationToken = default) => Task.FromResult(system.Keep(request));
    }
}
