using Retention.Workflows.Channels;
using Retention.Workflows.Hosting;
using Retention.Workflows.Testing;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Chaos.Worker;

/// <summary>
/// The shop of all scenarios: one scheduled journey and one started by events, mails by SMTP, texts and notices by HTTP. The library or the
/// shop's own system issues the vouchers.
/// </summary>
internal static class ChaosShop
{
    internal static readonly JourneyName JourneyName = new("under-fire");

    /// <summary>An event beside purchases; a customer with this event exits at <c>asked</c>.</summary>
    internal static readonly EventName Asked = new("asked-a-question");

    internal static readonly JourneyName CartName = new("left-cart");

    /// <summary>The event that the journey of carts waits for.</summary>
    internal static readonly EventName Answered = new("answered");

    /// <summary>The largest number of notices that a customer gets in a day.</summary>
    internal const int MostNotices = 1;

    /// <summary>The time that the journey of carts waits for an answer.</summary>
    internal static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(4);

    internal static IReadOnlyList<JourneyDefinition> Journeys(TimeOnly enrollsAt) => [Journey(enrollsAt), Cart];

    /// <summary>
    /// One event starts it, once for each cart; another one ends it at any moment; it waits for a third. It sends within a cap, or by
    /// another channel.
    /// </summary>
    private static JourneyDefinition Cart { get; } = JourneyDefinition.Build(CartName, journey =>
    {
        journey.Enroll.On(EventNames.CartItemAdded).ReEntry(ReEntry.PerKey("cart"));
        journey.ExitOn("bought-cart", EventNames.Purchase);

        journey.Steps
            .WaitFor("answer", Answered, Seconds((int)AnswerTime.TotalSeconds),
                received: steps => steps.RecordEvent("heard", "answer-heard"),
                timedOut: steps => steps.RecordEvent("unheard", "no-answer"))
            .Send("notice", Channel.Push, template: "left-cart", options: send => send.FallbackTo(Channel.Sms, "left-cart"))
            .Wait("cart-rest", Seconds(2))
            .SendEmail("last-call", template: "last-call");
    });

    /// <summary>
    /// Steps that write every kind of record, with seconds where a shop has days. A wait until a time of day is left out, since it may take
    /// a day.
    /// </summary>
    private static JourneyDefinition Journey(TimeOnly enrollsAt) => JourneyDefinition.Build(JourneyName, journey =>
    {
        journey.Enroll.Daily(enrollsAt).When(Customer.HasAddress(Channel.Email)).ReEntry(ReEntry.Once);
        journey.Goal.On(EventNames.Purchase).Within(Hours(1)).EndsJourney();

        journey.Steps
            .RecordEvent("began", "journey-began")
            .SendEmail("hello", template: "hello")
            .Split("test", split => split
                .Share("quick", 50, steps => steps.Wait("a-moment", Seconds(1)))
                .Share("slow", 50, steps => steps.Wait("a-while", Seconds(3)).RecordEvent("slept", "slept-on-it")))
            .IssueVoucher("voucher", offer: "ten")
            .SendEmail("offer", template: "voucher-offer", options: send => send.OnAmbiguous = AmbiguityPolicy.Resend)
            .SendSms("code", template: "voucher-code")
            .Wait("think", Seconds(2))
            .ExitIf("asked", Customer.Had(Asked).SinceEnrolled().AtLeastOnce())
            .IssueVoucher("another", offer: "ten")
            .If("reachable", Customer.HasAddress(Channel.Sms),
                then: steps => steps.SendSms("reminder", template: "voucher-reminder"),
                otherwise: steps => steps.RecordEvent("noted", "not-reachable"))
            .SendEmail("bye", template: "voucher-bye");
    });

    /// <summary>The same configuration in every process. In the workers, the rig adds its decorators.</summary>
    internal static void Configure(RetentionBuilder retention, ShopSettings settings)
    {
        foreach (var journey in Journeys(settings.EnrollsAt))
            retention.Journeys.Add(journey);
        retention.Templates.Use(new PlainTemplates());
        retention.Channels.AddSmtp(email =>
        {
            email.Host = "127.0.0.1";
            email.Port = settings.SmtpPort;
            email.From = "hello@shop.example";
            email.Security = SmtpSecurity.None;
        });
        var ledger = new HttpClient { BaseAddress = new Uri(FormattableString.Invariant($"http://127.0.0.1:{settings.HttpPort}/")) };
        retention.Channels.Add(new LedgerTexts(Channel.Sms, ledger));
        retention.Channels.Add(new LedgerTexts(Channel.Push, ledger));
        retention.Vouchers.AddOffer(
            new VoucherOffer { Name = "ten", Discount = Discount.Percent(10), MinimumSpend = 20, ValidFor = Days(14) });
        if (settings.OwnIssuer)
            retention.Vouchers.UseIssuer(_ => new LedgerIssuer(ledger));
        UseStore(retention.Store, settings);
        retention.Configure(options =>
        {
            options.Delivery.SendConcurrency = settings.SendConcurrency;
            options.FrequencyCaps.Add(new FrequencyCap { Max = MostNotices, Period = Days(1), Channel = Channel.Push });
            options.Retries.MaxAttempts = 100;
            options.Retries.Delay = TimeSpan.FromSeconds(1);
            options.Retries.MaxDelay = TimeSpan.FromSeconds(2);
        });
    }

    private static void UseStore(StoreBuilder store, ShopSettings settings)
    {
        switch (settings.Store)
        {
            case "sqlite":
                store.UseSqlite(settings.Database, options => options.MaxMegabytes = settings.MaxMegabytes);
                break;
            case "postgresql":
                store.UsePostgreSql(settings.Database, options =>
                {
                    options.Partitions = 16;
                    options.IdleInTransactionTimeout = TimeSpan.FromSeconds(settings.IdleSeconds);
                });
                break;
            default:
                throw new ArgumentException($"There is no store '{settings.Store}' in the rig.");
        }
    }
}
