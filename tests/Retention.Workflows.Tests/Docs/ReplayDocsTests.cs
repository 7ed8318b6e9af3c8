using Microsoft.Extensions.DependencyInjection;
using Retention.Workflows.Import;
using Retention.Workflows.Replay;
using Retention.Workflows.Sqlite;
using Retention.Workflows.Testing;
using WinBack = Retention.Workflows.Tests.Docs.ReadmeTests.WinBack;

namespace Retention.Workflows.Tests.Docs;

/// <summary>The code of <c>docs/replay.md</c>, run.</summary>
public sealed class ReplayDocsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("retention-replay-").FullName;

    [Fact]
    public async Task A_history_is_replayed_and_reported()
    {
        var token = TestContext.Current.CancellationToken;
        var csv = Path.Combine(folder, "purchases.csv");
        await File.WriteAllTextAsync(csv, "customer_id,order_id,ordered_at,total,currency\nada,1,2025-01-10T12:00:00Z,50,EUR\nada,2,2025-02-11T12:00:00Z,60,EUR\nbob,3,2025-03-01T08:00:00Z,20,EUR\n", token);

        var report = await ReplayAsync(csv, token);

        File.Exists(Path.Combine(folder, "report.html")).Should().BeTrue();
        report.Definition.Name.Should().Be(WinBack.Name);
        report.Totals.Entered.Should().BePositive();
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private async Task<JourneyReport> ReplayAsync(string file, CancellationToken cancellationToken)
    {
        var purchases = OrderCsv.Open(file, OrderMapping.Plain()).ReadAll(cancellationToken).Events;
        Customer[] customers = [.. purchases.Select(bought => bought.Customer).Distinct().Select(id => Some.Customer(id.Value))];

        var services = new ServiceCollection().AddLogging();
        services.AddRetentionWorkflows(retention =>
        {
            retention.Journeys.Add<WinBack>();
            retention.Store.UseSqlite(Path.Combine(folder, "replay.db"), sqlite => sqlite.Synchronous = SqliteSynchronous.Normal);
            retention.Templates.Use(new PlainTemplates());
            retention.Channels.AddPickupEmail(Path.Combine(folder, "mails"));
            retention.UseReplay(replay =>
            {
                replay.From = new DateTimeOffset(2025, 7, 1, 0, 0, 0, TimeSpan.Zero);
                replay.Until = new DateTimeOffset(2026, 7, 1, 0, 0, 0, TimeSpan.Zero);
                replay.Opens = new OpenModel { Share = 0.35, Seed = 7 };   // null: no mail is opened
            });
        });
        await using var shop = services.BuildServiceProvider();
        await shop.GetRequiredService<JourneyReplay>().RunAsync(new ReplayHistory(customers, purchases), cancellationToken: cancellationToken);

        var operations = shop.GetRequiredService<IRetentionOperations>();
        var report = JourneyReport.Create(
            JourneyDefinition.From<WinBack>(),
            await operations.ReadCountersAsync(WinBack.Name, cancellationToken),
            new JourneyReportFacts
            {
                From = new DateOnly(2025, 7, 1),
                To = new DateOnly(2026, 6, 30),
                Customers = customers.Length,
                Purchases = purchases.Count,
                Notes = ["Purchases are the recorded ones.", new OpenModel { Share = 0.35, Seed = 7 }.Describe()],
            });
        Console.WriteLine(report.ToText());
        await File.WriteAllTextAsync(Path.Combine(folder, "report.html"), HtmlReport.Render(report), cancellationToken);
        return report;
    }
}
