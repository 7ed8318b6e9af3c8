using System.Globalization;
using System.Text;
using Retention.Workflows.Channels;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Email.Tests.Reports;

/// <summary>Real bounces, complaints and automatic replies, with the opinion of another reader. The words of a mail win over it.</summary>
public sealed class BounceCorpusTests
{
    private static string Folder => Path.GetFullPath(Repository.PathOf("..", "shared", "data", "bounces"));

    [Fact]
    public void The_table_of_real_bounces_is_approved()
    {
        Assert.SkipUnless(Directory.Exists(Folder), "The real bounces are not here: ../shared/data/bounces.");
        var labels = File.ReadLines(Path.Combine(Folder, "labels.csv")).Skip(1).Select(line => line.Split(','))
            .ToDictionary(cells => cells[0], cells => (Reason: cells[3], IsHard: cells[4] == "1"));

        var rows = Directory.EnumerateFiles(Path.Combine(Folder, "mails"), "*.eml").Order(StringComparer.Ordinal)
            .Select(path => Row.Of(path, labels)).ToList();

        Approved.ShouldBe(Table(rows), "bounces.txt");
        var bounces = rows.Where(row => row is { Quotes: true, IsReply: false }).ToList();
        bounces.Count(row => row.Report is not null).Should().BeGreaterThanOrEqualTo((int)Math.Ceiling(bounces.Count * 0.95));
        rows.Where(row => row.Report is { Bounce: BounceClass.Hard } && SenderFaults.Contains(row.Report.Reason)).Should().BeEmpty();
        rows.Where(row => row.Disagrees && BounceDisagreements.Why(row.File) == BounceDisagreements.Unexplained).Should().BeEmpty();
        rows.Where(row => row.IsReply && row.Report is not null).Should().BeEmpty();
    }

    [Fact]
    public void Without_our_headers_no_real_bounce_has_a_token()
    {
        Assert.SkipUnless(Directory.Exists(Folder), "The real bounces are not here: ../shared/data/bounces.");

        foreach (var path in Directory.EnumerateFiles(Path.Combine(Folder, "mails"), "*.eml"))
        {
            MailReports.TryRead(File.ReadAllBytes(path), Some.Moment, out var report);
            (report?.Token).Should().BeNull();
            (report?.Address).Should().BeNull("only a token says whose mail it was");
        }
    }

    private static string Table(List<Row> rows)
    {
        var text = new StringBuilder();
        var bounces = rows.Where(row => !row.IsReply).ToList();
        text.Append(CultureInfo.InvariantCulture, $"mails {rows.Count}, quoting headers {bounces.Count(row => row.Quotes)}, ")
            .Append(CultureInfo.InvariantCulture, $"of these read {bounces.Count(row => row is { Quotes: true, Report: not null })}, ")
            .Append(CultureInfo.InvariantCulture, $"automatic replies read {rows.Count(row => row is { IsReply: true, Report: not null })}\n")
            .Append(CultureInfo.InvariantCulture, $"hard {Count(rows, "hard")}, soft {Count(rows, "soft")}, not about the address {Count(rows, "none")}, ")
            .Append(CultureInfo.InvariantCulture, $"about us {Count(rows, "about us")}, complaints {Count(rows, "complaint")}, ")
            .Append(CultureInfo.InvariantCulture, $"underway or delivered {Count(rows, "underway")}, not read {Count(rows, "-")}\n")
            .Append(CultureInfo.InvariantCulture, $"labelled hard {rows.Count(row => row.Label is { IsHard: true })}, ")
            .Append(CultureInfo.InvariantCulture, $"of these taken as hard {rows.Count(row => row is { Label.IsHard: true, Said: "hard" })}\n\n")
            .Append("sender              mails  read  hard  soft  none  us\n");
        foreach (var sender in rows.GroupBy(row => row.Sender))
            text.Append(CultureInfo.InvariantCulture, $"{sender.Key,-20}{sender.Count(),5}{sender.Count(row => row.Report is not null),6}")
                .Append(CultureInfo.InvariantCulture, $"{Count(sender, "hard"),6}{Count(sender, "soft"),6}{Count(sender, "none"),6}{Count(sender, "about us"),4}\n");
        text.Append("\ndisagreements with the labels\n");
        foreach (var row in rows.Where(row => row.Disagrees))
            text.Append(CultureInfo.InvariantCulture, $"{row.File,-30} {row.Said,-9} {row.Report?.Reason,-22} label {row.Label!.Value.Reason,-15} {(row.Label.Value.IsHard ? "hard" : "not hard"),-8} ")
                .Append(BounceDisagreements.Why(row.File)).Append('\n');
        text.Append("\nlabels and what was read\n");
        foreach (var label in rows.Where(row => row.Label is not null).GroupBy(row => row.Label!.Value.Reason).OrderBy(label => label.Key, StringComparer.Ordinal))
            text.Append(CultureInfo.InvariantCulture, $"{label.Key,-16}")
                .AppendJoin(", ", label.GroupBy(row => row.Said).OrderBy(said => said.Key, StringComparer.Ordinal).Select(said => $"{said.Key} {said.Count()}"))
                .Append('\n');
        text.Append("\nmails\n");
        foreach (var row in rows)
            text.Append(CultureInfo.InvariantCulture, $"{row.File,-30} {(row.Quotes ? "quotes" : "-"),-6} {row.Said,-9} {row.Report?.Reason}\n");
        return string.Join('\n', text.ToString().Split('\n').Select(line => line.TrimEnd()));
    }

    private static int Count(IEnumerable<Row> rows, string said) => rows.Count(row => row.Said == said);

    private sealed record Row(string File, bool Quotes, DeliveryReport? Report, (string Reason, bool IsHard)? Label)
    {
        internal string Sender => File[..File.LastIndexOf('-')];

        internal bool IsReply => File.StartsWith("rfc3834", StringComparison.Ordinal);

        internal string Said => Report switch
        {
            null => "-",
            { Status: DeliveryReportStatus.Complained or DeliveryReportStatus.Unsubscribed } => "complaint",
            { Status: DeliveryReportStatus.Underway or DeliveryReportStatus.Delivered } => "underway",
            { Bounce: BounceClass.Hard } => "hard",
            { Bounce: BounceClass.Soft } => "soft",
            _ when SenderFaults.Contains(Report.Reason) => "about us",
            _ => "none",
        };

        internal bool Disagrees => Label is { } label && (label.IsHard != (Said == "hard"));

        internal static Row Of(string path, Dictionary<string, (string Reason, bool IsHard)> labels)
        {
            var file = Path.GetFileName(path);
            var bytes = System.IO.File.ReadAllBytes(path);
            var marked = QuotedHeaders.With(bytes, Some.Token);
            MailReports.TryRead(marked ?? bytes, Some.Moment, out var report);
            if (marked is not null && report is not null && report.Token != Some.Token)
                report = null; // read, but not found
            return new Row(file, marked is not null, report, labels.TryGetValue(file, out var label) ? label : null);
        }
    }
}
