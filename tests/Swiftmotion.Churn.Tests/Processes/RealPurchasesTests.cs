namespace Swiftmotion.Churn.Tests.Processes;

/// <summary>The sample over the real purchases of 2,357 customers of a music shop.</summary>
[Collection(ProcessTests.Name)]
public sealed class RealPurchasesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Segments_entries_outcomes_goals_and_redemptions_equal_those_of_the_reference()
    {
        var purchases = RealData.PathOf("cdnow-sample", "purchases.csv");
        var expected = File.ReadLines(RealData.PathOf("cdnow-sample", "rfm-expected-1998-07-01.csv")).Skip(1)
            .Select(line => line.Split(',')).Select(cells => string.Join(',', cells[0], cells[4], cells[5], cells[6], cells[7])).ToList();
        expected.Should().HaveCount(2_357);

        var exit = await SampleProcess.RunAsync("--purchases", purchases, "--output", _folder.PathOf("shop"));

        exit.ShouldBeDone();
        exit.Report.Should().Contain("2,357 customers, 6,919 purchases");
        ShopFacts.ShouldBeConsistent(_folder.PathOf("shop"));
        File.ReadLines(Path.Combine(_folder.PathOf("shop"), "segments.csv")).Skip(1).Should().Equal(expected);
        Passages(_folder.PathOf("shop")).Should().Equal(ExpectedPassages());
        GoalsByDay(_folder.PathOf("shop")).Should().Equal(ExpectedGoalsByDay(), "a goal counts on the day of the purchase");
    }

    /// <summary>Entry, segment, outcome, goal and redemption of every customer, by an independent program.</summary>
    private static IEnumerable<string> ExpectedPassages() => Expected().Select(cells => string.Join('|', cells)).Order(StringComparer.Ordinal);

    private static IEnumerable<string> ExpectedGoalsByDay() => Expected().Where(cells => cells[4].Length > 0)
        .CountBy(cells => cells[4][..10]).Select(day => $"{day.Key}|{day.Value}").Order(StringComparer.Ordinal);

    private static IEnumerable<string[]> Expected() =>
        File.ReadLines(RealData.PathOf("cdnow-sample", "churn-expected.csv")).Skip(1).Select(line => line.Split(','));

    private static IEnumerable<string> Passages(string folder) => ShopFacts.Query(folder, """
        SELECT date(e.entered_at / 1000, 'unixepoch'), e.customer,
            (SELECT json_extract(c.properties, '$.to') FROM events c WHERE c.customer = e.customer AND c.name = 'segment-changed'
                AND c.occurred_at <= e.entered_at ORDER BY c.occurred_at DESC LIMIT 1),
            CASE WHEN e.outcome LIKE 'bought-%' THEN e.outcome ELSE 'end' END,
            coalesce(strftime('%Y-%m-%dT%H:%M:%SZ', e.converted_at / 1000, 'unixepoch'), ''),
            coalesce((SELECT printf('%.2f', p.amount / 10000.0) FROM events p WHERE p.customer = e.customer AND p.name = 'purchase'
                AND p.occurred_at = e.converted_at), ''),
            coalesce((SELECT strftime('%Y-%m-%dT%H:%M:%SZ', min(v.redeemed_at) / 1000, 'unixepoch') FROM vouchers v
                WHERE v.idempotency_key LIKE e.partition || '-' || e.id || '/%'), '')
        FROM enrollments e
        """).Select(row => string.Join('|', row.Split('|').Select((cell, index) => index == 2 ? ToPascalCase(cell) : cell)))
        .Order(StringComparer.Ordinal);

    private static string[] GoalsByDay(string folder) => ShopFacts.Query(
        folder,
        "SELECT substr(day, 1, 4) || '-' || substr(day, 5, 2) || '-' || substr(day, 7), sum(count) FROM counters WHERE measure = 'converted' GROUP BY day");

    private static string ToPascalCase(string kebab) =>
        string.Concat(kebab.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
}
