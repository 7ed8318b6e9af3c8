using System.Text;
using System.Text.Json;
using Retention.Workflows.Messaging;
using Retention.Workflows.Recommendations;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Engine.Privacy;

public sealed class ExportTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_export_holds_everything_of_a_customer_in_one_document()
    {
        await using var journey = await Journeys.StartAsync(
            steps =>
                steps.IssueVoucher("voucher", offer: "ten").Recommend("picks").SendEmail("offer", template: "offer").Wait("think", Days(3)),
            options => options.Configure = retention =>
            {
                retention.Vouchers.AddOffer(Journeys.Offer());
                retention.Recommendations.UseProducts([new Product { Id = new ProductId("boot"), Name = "Boot" }]);
                retention.Store.Use(_ => new InMemoryRetentionStore(1));
            });
        await journey.HappenAsync(Some.Purchase(new CustomerId("bob"), journey.Time.GetUtcNow().AddDays(-1), 50, "boot"));
        await journey.EnrollAsync(Some.Customer() with
        {
            LastName = "Lovelace <Žižkov>",
            Birthday = new DateOnly(1815, 12, 10),
            Attributes = new PropertyBag([new("plan", "gold"), new("visits", 12.50m), new("member", true)]),
        });
        await journey.HappenAsync(CustomerEvent.Of(
            "order-1", new Purchase(Journeys.Ada, journey.Time.GetUtcNow(), 49.90m, "EUR"),
            [new OrderLine { Product = new ProductId("shoe"), Quantity = 2, UnitPrice = 24.95m }]));
        var code = (await journey.RecordAsync()).Vouchers.Single().Code;

        var json = await ExportAsync(journey, Journeys.Ada);

        Approved.ShouldBe(json.Replace(code, "THE-CODE", StringComparison.Ordinal) + "\n", "export.json");
    }

    [Fact]
    public async Task The_export_of_an_unknown_customer_is_empty()
    {
        await using var journey = await Journeys.StartAsync(steps => steps.SendEmail("offer", template: "offer"));

        using var json = JsonDocument.Parse(await ExportAsync(journey, new CustomerId("nobody")));

        json.RootElement.GetProperty("customer").GetString().Should().Be("nobody");
        json.RootElement.GetProperty("profile").ValueKind.Should().Be(JsonValueKind.Null);
        foreach (var list in (string[])["events", "enrollments", "messages", "vouchers"])
            json.RootElement.GetProperty(list).GetArrayLength().Should().Be(0, list);
    }

    [Fact]
    public async Task An_export_says_what_a_pause_holds_back()
    {
        await using var journey = await Journeys.StartAsync(steps => steps.SendEmail("offer", template: "offer").Wait("think", Days(3)));
        journey.On(Channel.Email).Answer = _ => DeliveryResult.RetryLater("busy", TimeSpan.FromHours(1));
        await journey.EnrollAsync(Some.Customer());
        (await PausedAsync()).Should().Be((false, false, false, false));
        await journey.Operations.PauseAsync("under-test", "stock problem", Token);
        (await PausedAsync()).Should().Be((true, false, true, false), "nothing has come due");

        await journey.AdvanceAsync(TimeSpan.FromDays(4));

        (await PausedAsync()).Should().Be((true, true, true, true));
        await journey.Operations.ResumeAsync("under-test", cancellationToken: Token);
        journey.On(Channel.Email).Answer = _ => DeliveryResult.Delivered;
        await journey.AdvanceAsync(TimeSpan.FromDays(4));
        (await PausedAsync()).Should().Be((false, false, false, false));

        async Task<(bool, bool, bool, bool)> PausedAsync()
        {
            using var json = JsonDocument.Parse(await ExportAsync(journey, Journeys.Ada));
            var (enrollment, message) =
                (json.RootElement.GetProperty("enrollments")[0], json.RootElement.GetProperty("messages")[0]);
            return (enrollment.GetProperty("paused").GetBoolean(), enrollment.GetProperty("held").GetBoolean(),
                message.GetProperty("paused").GetBoolean(), message.GetProperty("held").GetBoolean());
        }
    }

    [Fact]
    public async Task The_export_after_an_erasure_is_empty()
    {
        await using var journey = await Journeys.StartAsync(steps => steps.SendEmail("offer", template: "offer"));
        await journey.EnrollAsync(Some.Customer());
        await journey.Privacy.EraseAsync(Journeys.Ada, Token);

        (await ExportAsync(journey, Journeys.Ada)).Should().NotContain("ada@shop.example").And.Contain("\"messages\": []");
    }

    private static async Task<string> ExportAsync(JourneyHarness journey, CustomerId customer)
    {
        using var document = new MemoryStream();
        await journey.Privacy.ExportAsync(customer, document, Token);
        return Encoding.UTF8.GetString(document.ToArray());
    }
}
