using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Retention.Workflows.Replay;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Docs;

/// <summary>The code of <c>docs/getting-started.md</c>, run.</summary>
public sealed class GettingStartedTests : IDisposable
{
    private static readonly string[] Files = ["we-miss-you", "voucher"];
    private readonly string folder = Directory.CreateTempSubdirectory("retention-start-").FullName;

    public sealed class Comeback : IJourney
    {
        public static JourneyName Name => new("comeback");

        public static void Define(JourneyBuilder journey)
        {
            journey.Enroll.Monthly(day: 1, at: new TimeOnly(9, 0))
                .When(Customer.InSegment(RfmSegment.AtRisk, RfmSegment.AboutToSleep))
                .ReEntry(ReEntry.AfterExit(Months(6)));
            journey.Goal.On(EventNames.Purchase).Within(Days(30));

            journey.Steps
                .SendEmail("hello", template: "we-miss-you")
                .Wait("think", Days(7))
                .ExitIf("bought", Customer.PurchasedSince("think"))
                .IssueVoucher("gift", offer: "comeback-20")
                .SendEmail("gift-mail", template: "voucher");
        }
    }

    [Fact]
    public async Task The_host_is_configured_runs_and_shows_its_results()
    {
        Directory.CreateDirectory(Path.Combine(folder, "Templates"));
        foreach (var name in Files)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "Templates", $"{name}.email.subject.hbs"), "Hello", TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(Path.Combine(folder, "Templates", $"{name}.email.text.hbs"), "{{customer.id}}", TestContext.Current.CancellationToken);
        }

        var builder = Host.CreateApplicationBuilder();
        Configure(builder, folder);
        builder.Services.AddSingleton<TimeProvider>(new ManualTime(new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero)));
        using var host = builder.Build();
        var client = host.Services.GetRequiredService<IRetentionClient>();
        var answers = await FeedAsync(client, "4711", new DateTimeOffset(2025, 9, 2, 17, 30, 0, TimeSpan.Zero));
        answers.Should().ContainSingle().Which.Outcome.Should().Be(EventOutcome.Stored);
        (await FeedAsync(client, "4711", new DateTimeOffset(2025, 9, 2, 17, 30, 0, TimeSpan.Zero))).Should().ContainSingle().Which.Outcome.Should().Be(EventOutcome.Duplicate);
        (await FeedAsync(client, "4711", new DateTimeOffset(2025, 9, 2, 17, 31, 0, TimeSpan.Zero))).Should().ContainSingle().Which.Outcome.Should().Be(EventOutcome.Conflict);
        await client.EnrollAsync(Comeback.Name, new CustomerId("c-1001"), cancellationToken: TestContext.Current.CancellationToken);
        await host.Services.GetRequiredService<IRetentionEngine>().RunDueAsync(TestContext.Current.CancellationToken);

        var (record, explanation, report) = await LookAsync(client, host.Services.GetRequiredService<IRetentionOperations>());

        record.Messages.Should().ContainSingle().Which.Status.Should().Be(MessageStatus.Sent);
        explanation.Refusal.Should().Be("already-inside");
        report.Should().Contain("messages sent           1  email 1");
    }

    [Fact]
    public async Task The_journey_sends_no_voucher_to_a_customer_who_buys()
    {
        await using var journey = await JourneyHarness.StartAsync<Comeback>(options =>
            options.Configure = retention => retention.Vouchers.AddOffer(new VoucherOffer { Name = "comeback-20", Discount = Discount.Percent(20) }));
        await journey.EnrollAsync(Some.Customer("ada"));
        await journey.AdvanceAsync(TimeSpan.FromHours(1));
        await journey.PurchaseAsync(new CustomerId("ada"));

        await journey.AdvanceAsync(TimeSpan.FromDays(8));

        (await journey.WhereIsAsync(new CustomerId("ada"))).Should().Be("ended as bought");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static void Configure(HostApplicationBuilder builder, string folder)
    {
        builder.Services.AddRetentionWorkflows(retention =>
        {
            retention.Configure(options => options.Shop = new ShopProfile
            {
                Name = "Swiftmotion",
                Url = new Uri("https://swiftmotion.example/"),
                Locale = "en",
                TimeZone = "Europe/Prague",
            });
            retention.Journeys.Add<Comeback>();
            retention.Store.UseSqlite(Path.Combine(folder, "retention.db"));
            retention.Templates.FromFolder(Path.Combine(folder, "Templates"));
            retention.Channels.AddPickupEmail(Path.Combine(folder, "mails"));
            retention.Vouchers.AddOffer(new VoucherOffer
            {
                Name = "comeback-20",
                Discount = Discount.Percent(20),
                MinimumSpend = 20,
                ValidFor = Days(14),
            });
        });
    }

    private static async Task<IReadOnlyList<AppendEventResult>> FeedAsync(IRetentionClient client, string orderNumber, DateTimeOffset orderedAt)
    {
        await client.SaveCustomersAsync(
        [
            new Customer
            {
                Id = new CustomerId("c-1001"),
                FirstName = "Ada",
                Locale = "en",
                TimeZone = "Europe/London",
                Addresses = new Dictionary<Channel, string> { [Channel.Email] = "ada@example.org" },
                Consents = [new Consent { Topic = Topic.Marketing, Channel = Channel.Email, Granted = true }],
            },
        ]);

        var answers = await client.AppendEventsAsync(
        [
            CustomerEvent.Of(orderNumber, new Purchase(new CustomerId("c-1001"), orderedAt, total: 89.90m, currency: "EUR"),
                [new OrderLine { Product = new ProductId("trail-shoe"), Quantity = 1, UnitPrice = 89.90m }]),
        ]);
        return answers;
    }

    private static async Task<(CustomerRecord, EntryExplanation, string)> LookAsync(IRetentionClient client, IRetentionOperations operations)
    {
        // One customer: enrollments, history, messages with their reasons, vouchers, segment.
        var record = await client.ReadCustomerAsync(new CustomerId("c-1001"));

        // Could this customer enter now, and if not, why?
        var explanation = await client.ExplainEntryAsync(Comeback.Name, new CustomerId("c-1001"));
        Console.WriteLine(explanation.Refusal ?? explanation.Audience?.ToString());

        // The journey as a whole.
        var report = JourneyReport.Create(
            JourneyDefinition.From<Comeback>(),
            await operations.ReadCountersAsync(Comeback.Name),
            new JourneyReportFacts { From = new DateOnly(2026, 1, 1), To = new DateOnly(2026, 12, 31) });
        Console.WriteLine(report.ToText());
        return (record, explanation, report.ToText());
    }
}
