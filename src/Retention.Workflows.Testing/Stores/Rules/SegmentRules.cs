using Retention.Workflows.Segments;

namespace Retention.Workflows.Testing.Stores.Rules;

internal static class SegmentRules
{
    internal static IReadOnlyList<Func<StoreTrial, Task>> All { get; } =
    [
        A_segment_comes_back_as_it_was_stored,
        Segments_are_read_in_pages_in_the_order_of_the_customers,
    ];

    private static async Task A_segment_comes_back_as_it_was_stored(StoreTrial trial)
    {
        var scored = Rows.Segment(Rows.Ada, RfmSegment.CannotLoseThem,
            new RfmScore(1, 5, 4)) with { Since = Rows.Noon.AddTicks(15_000).ToOffset(TimeSpan.FromHours(1)) };
        var prospect = Rows.Segment(Rows.Bob, RfmSegment.Prospect, null) with { Model = long.MaxValue };
        await trial.WriteAsync(t => t.Segments.SaveAsync(
            [Rows.Segment(Rows.Ada, RfmSegment.Champions, new RfmScore(5, 5, 5)), scored, prospect], trial.Token)).ConfigureAwait(false);

        var found = await trial.ReadAsync(
            t => t.Segments.FindAsync([Rows.Ada, Rows.Bob, new CustomerId("nobody")], trial.Token)).ConfigureAwait(false);
        Expect.Equal(2, found.Count, "Customers with a segment");
        Expect.Equal(scored with { Since = Rows.Noon.AddMilliseconds(1) }, found[Rows.Ada], "The segment, the last one stored");
        Expect.Equal(prospect, found[Rows.Bob], "The segment of a prospect");

        var moved = scored with { Segment = RfmSegment.Lost, Score = null, Since = Rows.Noon.AddDays(1) };
        await trial.WriteAsync(t => t.Segments.SaveAsync([moved], trial.Token)).ConfigureAwait(false);
        found = await trial.ReadAsync(t => t.Segments.FindAsync([Rows.Ada], trial.Token)).ConfigureAwait(false);
        Expect.Equal(moved, found[Rows.Ada], "The segment after a move");
    }

    private static async Task Segments_are_read_in_pages_in_the_order_of_the_customers(StoreTrial trial)
    {
        string[] ids = ["c", "a", "b", "A", "10", "9", "é", "😀", "\uffee"];
        await trial.WriteAsync(async t =>
        {
            await t.Customers.SaveAsync([.. ids.Select(Rows.Customer)], trial.Token).ConfigureAwait(false);
            await t.Segments.SaveAsync(
                [.. ids.Select(id => Rows.Segment(new CustomerId(id), RfmSegment.New, null))], trial.Token).ConfigureAwait(false);
        }).ConfigureAwait(false);

        var order = await trial.ReadAsync(t => t.Customers.ReadIdsAsync(null, 100, trial.Token)).ConfigureAwait(false);
        foreach (var limit in (int[])[1, 4, 9, 100])
        {
            var read = new List<CustomerId>();
            while (true)
            {
                var page = await trial.ReadAsync(
                    t => t.Segments.ReadAsync(read.Count == 0 ? default(CustomerId?) : read[^1], limit, trial.Token)).ConfigureAwait(false);
                read.AddRange(page.Select(segment => segment.Customer));
                if (page.Count < limit)
                    break;
            }

            Expect.Sequence(order, read, $"Segments in pages of {limit}, in the order in which customers are read");
        }
    }
}
