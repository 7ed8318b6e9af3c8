using System.Globalization;
using System.Text;

[assembly: AssemblyFixture(typeof(Retention.Workflows.Chaos.ChaosTable))]

namespace Retention.Workflows.Chaos;

/// <summary>The results of the scenarios, a line each; printed when the tests have ended.</summary>
public sealed class ChaosTable : IDisposable
{
    private readonly List<ChaosRow> _rows = [];

    internal void Add(ChaosRow row)
    {
        lock (_rows)
            _rows.Add(row);
    }

    public void Dispose()
    {
        if (_rows.Count == 0)
            return;
        var table = Text();
        Console.WriteLine(table);
        var file = Repository.PathOf("artifacts", ChaosSettings.IsLong ? "chaos-long.md" : "chaos-short.md");
        File.WriteAllText(file, table);
    }

    private string Text()
    {
        var text = new StringBuilder();
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"Seed {ChaosSettings.Seed}, {ChaosSettings.Strikes} strikes a scenario, {ChaosSettings.Customers} customers at the start, {Environment.ProcessorCount} processors, load {ChaosSettings.Load:F1} at the end.");
        text.AppendLine();
        text.AppendLine(
            "| scenario | store | kills | enrollments | mails | ambiguous (at most) | duplicates | sent again | undelivered | takeover: longest (median) | duration |");
        text.AppendLine("|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var row in _rows.OrderByDescending(row => row.Store, StringComparer.Ordinal))
        {
            text.AppendLine(CultureInfo.InvariantCulture,
                $"| {row.Scenario} | {row.Store} | {row.Kills} | {row.Enrollments:N0} | {row.Mails:N0} | {row.Ambiguous} ({row.MostAmbiguous}) | {row.Duplicates} | {row.Resent} | {row.Undelivered} | {(row.Takeover is { } takeover ? $"{takeover.After.TotalSeconds:F1} s ({row.TypicalTakeover?.TotalSeconds:F1} s)" : "-")} | {row.Duration.TotalSeconds:F0} s |");
        }

        return text.ToString();
    }
}

/// <summary>The result of one scenario.</summary>
internal sealed record ChaosRow
{
    internal required string Scenario { get; init; }

    internal required string Store { get; init; }

    internal required int Kills { get; init; }

    internal required int Enrollments { get; init; }

    internal required int Mails { get; init; }

    internal required long Ambiguous { get; init; }

    internal required long MostAmbiguous { get; init; }

    internal required int Duplicates { get; init; }

    internal required int Resent { get; init; }

    internal required int Undelivered { get; init; }

    internal required Takeover? Takeover { get; init; }

    internal required TimeSpan? TypicalTakeover { get; init; }

    internal required TimeSpan Duration { get; init; }
}
