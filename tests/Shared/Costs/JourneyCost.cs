using System.Globalization;
using System.Text;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Shared;

/// <summary>
/// Runs a whole journey for many customers, so that a store can count what one journey costs: enroll, send, wait, ask the event log, issue
/// a voucher, send, end; both messages are handed over. A fifth buys while it waits.
/// </summary>
internal static class JourneyCost
{
    internal const int Customers = 1_000;

    /// <param name="store">The store.</param>
    /// <param name="begin">Called when the customers are stored and nothing is due yet.</param>
    /// <param name="token">Cancels the run.</param>
    internal static async Task RunAsync(IRetentionStore store, Func<Task> begin, CancellationToken token)
    {
        await using var harness = await JourneyHarness.StartAsync(Journey(), options =>
        {
            options.CancellationToken = token;
            options.Configure = retention =>
            {
                retention.Store.Use(_ => store);
                retention.Configure(engine => engine.Delivery.SendConcurrency = 64);
                retention.Vouchers.AddOffer(new VoucherOffer { Name = "ten", Discount = Discount.Percent(10), ValidFor = Days(30) });
            };
        });
        await harness.Client.SaveCustomersAsync(
            [.. Enumerable.Range(0, Customers).Select(number => Some.Customer(Id(number)))], token);
        await begin();
        await harness.AdvanceAsync(TimeSpan.FromDays(1)); // enrolls, sends the first message
        await harness.Client.AppendEventsAsync([.. Enumerable.Range(0, Customers / 5).Select(number =>
            Some.Purchase(new CustomerId(Id(number * 5)), harness.Time.GetUtcNow(), 50))], token);
        await harness.AdvanceAsync(TimeSpan.FromDays(4)); // issues vouchers, sends the second message, ends
        harness.Sent.Should().HaveCount(Customers + (Customers * 4 / 5));
    }

    /// <summary>A figure for one journey, such as <c>7.20</c>.</summary>
    internal static string PerJourney(long count) => (count / (double)Customers).ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>A table with columns of equal width; the first line is its head.</summary>
    internal static string Table(IReadOnlyList<string[]> lines)
    {
        var widths = Enumerable.Range(0, lines[0].Length).Select(column => lines.Max(line => line[column].Length)).ToArray();
        var text = new StringBuilder();
        foreach (var line in lines)
            text.Append(string.Join("  ", line.Select((cell, column) => column == 0
                ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column])))).Append('\n');
        return text.ToString();
    }

    private static JourneyDefinition Journey() => JourneyDefinition.Build(new JourneyName("cost"), journey =>
    {
        journey.Enroll.Daily(new TimeOnly(9, 0)).ReEntry(ReEntry.Once);
        journey.Steps
            .SendEmail("offer", template: "offer")
            .Wait("think", Days(2))
            .ExitIf("bought", Customer.PurchasedSince("think"))
            .IssueVoucher("voucher", offer: "ten")
            .SendEmail("voucher-mail", template: "voucher-offer");
    });

    private static string Id(int number) => FormattableString.Invariant($"customer-{number:0000000}");
}
