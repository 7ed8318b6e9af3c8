using Retention.Workflows.Storage;

namespace Retention.Workflows.Replay.Report;

/// <summary>Divides the days of a report into periods.</summary>
internal static class ReportPeriods
{
    private const int MaxDays = 31;
    private const int MaxWeeks = 13;

    internal static ReportUnit UnitOf(JourneyReportFacts facts) => Days(facts) <= MaxDays ? ReportUnit.Day
        : Days(facts) <= MaxWeeks * 7 ? ReportUnit.Week : ReportUnit.Month;

    /// <summary>
    /// Returns the periods from the first day on. Those after the day as of which the report was made are left out; without that day, those
    /// after the last counter are.
    /// </summary>
    internal static IEnumerable<(DateOnly From, DateOnly To)> Of(JourneyReportFacts facts, IEnumerable<JourneyCounter> counters)
    {
        var last = facts.AsOf ?? counters.Select(counter => counter.Day).DefaultIfEmpty(facts.From).Max();
        var unit = UnitOf(facts);
        for (var from = facts.From; from <= facts.To && (from <= last || from == facts.From);)
        {
            var next = unit switch
            {
                ReportUnit.Day => from.AddDays(1),
                ReportUnit.Week => from.AddDays(7 - (((int)from.DayOfWeek + 6) % 7)),
                _ => new DateOnly(from.Year, from.Month, 1).AddMonths(1),
            };
            var to = next.AddDays(-1);
            yield return (from, to < facts.To ? to : facts.To);
            from = next;
        }
    }

    private static int Days(JourneyReportFacts facts) => facts.To.DayNumber - facts.From.DayNumber + 1;
}
