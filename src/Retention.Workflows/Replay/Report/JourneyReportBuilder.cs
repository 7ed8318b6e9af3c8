using Retention.Workflows.Journeys;
using Retention.Workflows.Journeys.Rendering;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Replay.Report;

/// <summary>Builds a report from counters.</summary>
internal static class JourneyReportBuilder
{
    // The details of JourneyMeasures.Converted.
    private const string Contacted = "contacted";
    private const string NotContacted = "not-contacted";

    internal static JourneyReport Build(JourneyDefinition definition, IReadOnlyList<JourneyCounter> counters, JourneyReportFacts facts)
    {
        var byDay = counters.OrderBy(counter => counter.Day).ToList();
        return new JourneyReport
        {
            Definition = definition,
            Facts = facts,
            Totals = Figures(counters),
            Unit = ReportPeriods.UnitOf(facts),
            Periods = [.. ReportPeriods.Of(facts, counters).Select(period => new JourneyPeriod { From = period.From, To = period.To,
                Figures = Figures([.. byDay.Where(counter => counter.Day >= period.From && counter.Day <= period.To)]) })],
            Steps = Steps(definition, counters, facts),
        };
    }

    private static JourneyFigures Figures(IReadOnlyList<JourneyCounter> counters) => new()
    {
        Entered = Count(counters, JourneyMeasures.Entered),
        EnteredBySegment = Tally(counters, JourneyMeasures.Entered),
        NotEnrolled = Tally(counters, JourneyMeasures.NotEnrolled),
        Messages = Messages(counters),
        Vouchers = Vouchers(counters),
        Contacted = Conversions(counters, Contacted),
        NotContacted = Conversions(counters, NotContacted),
        OtherCurrencies = OtherCurrencies(counters),
        Stuck = Count(counters, JourneyMeasures.Stuck),
    };

    private static IReadOnlyList<OtherCurrencyFigures> OtherCurrencies(IReadOnlyList<JourneyCounter> counters) =>
    [
        .. counters.Where(counter => counter.Measure == JourneyMeasures.OtherCurrency)
            .GroupBy(counter => Split(counter.Detail).Reason, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => (Currency: group.Key, Goals: Of(group, JourneyMeasures.Converted), Redeemed: Of(group, JourneyMeasures.VoucherRedeemed)))
            .Select(one => new OtherCurrencyFigures
            {
                Currency = one.Currency,
                Converted = one.Goals.Sum(counter => counter.Count),
                Revenue = one.Goals.Sum(counter => counter.Amount),
                Discount = one.Redeemed.Sum(counter => counter.Amount),
            }),
    ];

    private static List<JourneyCounter> Of(IEnumerable<JourneyCounter> counters, string measure) =>
        [.. counters.Where(counter => Split(counter.Detail).Channel == measure)];

    private static IReadOnlyList<JourneyStepFigures> Steps(
        JourneyDefinition definition, IReadOnlyList<JourneyCounter> counters, JourneyReportFacts facts)
    {
        var byStep = counters.Where(counter => counter.Step.Length > 0).ToLookup(counter => counter.Step);
        var positions = new List<(JourneyStep Step, int Depth, string? Branch)>();
        AddPositions(StepTree.Of(definition.Steps, facts.StepTypes), 0, null, positions);
        var names = positions.Select(position => position.Step.Name).ToHashSet(StringComparer.Ordinal);
        // The figures of a workflow are those of its steps.
        var workflows = StepTree.Workflows(definition.Steps, facts.StepTypes).Where(workflow => names.Add(workflow.Name)).ToList();
        var gone = byStep.Select(group => group.Key).Where(name => !names.Contains(name)).Order(StringComparer.Ordinal).ToList();
        names.UnionWith(gone);
        return
        [
            .. positions.Select(position => Step(position.Step.Name, [.. byStep[position.Step.Name]], names) with
            {
                Step = position.Step,
                Depth = position.Depth,
                Branch = position.Branch,
            }),
            .. workflows.Select(workflow => Step(workflow.Name, [.. byStep[workflow.Name]], names) with { Step = workflow })
                .Where(figures => figures.Came > figures.Next.Sum(next => next.Count)),
            .. gone.Select(name => Step(name, [.. byStep[name]], names)),
        ];
    }

    private static void AddPositions(
        IReadOnlyList<JourneyStep> steps, int depth, string? branch, List<(JourneyStep, int, string?)> positions)
    {
        foreach (var step in steps)
        {
            positions.Add((step, depth, branch));
            foreach (var inner in step.Branches)
                AddPositions(inner.Steps, depth + 1, inner.Label, positions);
        }
    }

    private static JourneyStepFigures Step(string name, IReadOnlyList<JourneyCounter> counters, HashSet<string> names)
    {
        var left = Tally(counters, JourneyMeasures.Left).ToLookup(next => next.Name != name && names.Contains(next.Name));
        return new JourneyStepFigures
        {
            Name = name,
            Came = Count(counters, JourneyMeasures.Came),
            Next = [.. left[true]],
            Ended = Ended(Tally(counters, JourneyMeasures.Ended), left[false]),
            Stuck = Count(counters, JourneyMeasures.Stuck),
            Assumed = Count(counters, JourneyMeasures.Assumed),
            Messages = Messages(counters),
            Vouchers = Vouchers(counters),
        };
    }

    // A completed enrollment is counted as having left its last step, an exited one as having ended there. An outcome counted both ways
    // counts once.
    private static IReadOnlyList<ReportTally> Ended(IEnumerable<ReportTally> ended, IEnumerable<ReportTally> left) =>
    [
        .. ended.Concat(left).GroupBy(outcome => outcome.Name, StringComparer.Ordinal)
            .Select(group => new ReportTally(group.Key, group.Max(outcome => outcome.Count)))
            .OrderByDescending(outcome => outcome.Count).ThenBy(outcome => outcome.Name, StringComparer.Ordinal),
    ];

    private static IReadOnlyList<MessageFigures> Messages(IReadOnlyList<JourneyCounter> counters)
    {
        var notSent = counters.Where(counter => counter.Measure == JourneyMeasures.NotSent)
            .ToLookup(counter => Split(counter.Detail).Channel);
        var failed = counters.Where(counter => counter.Measure == JourneyMeasures.FailedLater)
            .ToLookup(counter => Split(counter.Detail).Channel);
        var others = counters
            .Where(counter =>
                counter.Measure is JourneyMeasures.Queued or JourneyMeasures.Sent or JourneyMeasures.Ambiguous or JourneyMeasures.Opened)
            .ToLookup(counter => counter.Detail);
        return
        [
            .. others.Select(group => group.Key).Union(notSent.Select(group => group.Key), StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
                .Select(channel => new MessageFigures
                {
                    Channel = channel,
                    Queued = Count(others[channel], JourneyMeasures.Queued),
                    Sent = Count(others[channel], JourneyMeasures.Sent),
                    FailedLater = Count(failed[channel], JourneyMeasures.FailedLater),
                    Ambiguous = Count(others[channel], JourneyMeasures.Ambiguous),
                    Opened = Count(others[channel], JourneyMeasures.Opened),
                    Reasons = Tally(notSent[channel], JourneyMeasures.NotSent, counter => Split(counter.Detail).Reason),
                }),
        ];
    }

    private static (string Channel, string Reason) Split(string detail)
    {
        var colon = detail.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? (detail, "unknown") : (detail[..colon], detail[(colon + 1)..].Trim());
    }

    private static IReadOnlyList<VoucherFigures> Vouchers(IReadOnlyList<JourneyCounter> counters) =>
    [
        .. counters.Where(counter => counter.Measure is JourneyMeasures.VoucherIssued or JourneyMeasures.VoucherRedeemed)
            .GroupBy(counter => counter.Detail, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new VoucherFigures
            {
                Offer = group.Key,
                Issued = Count(group, JourneyMeasures.VoucherIssued),
                Redeemed = Count(group, JourneyMeasures.VoucherRedeemed),
                Discount = group.Where(counter => counter.Measure == JourneyMeasures.VoucherRedeemed).Sum(counter => counter.Amount),
            }),
    ];

    private static ConversionFigures Conversions(IReadOnlyList<JourneyCounter> counters, string detail)
    {
        var counted = counters.Where(counter => counter.Measure == JourneyMeasures.Converted && counter.Detail == detail).ToList();
        return new ConversionFigures(counted.Sum(counter => counter.Count), counted.Sum(counter => counter.Amount));
    }

    private static long Count(IEnumerable<JourneyCounter> counters, string measure) =>
        counters.Where(counter => counter.Measure == measure).Sum(counter => counter.Count);

    private static IReadOnlyList<ReportTally> Tally(
        IEnumerable<JourneyCounter> counters, string measure, Func<JourneyCounter, string>? name = null) =>
    [
        .. counters.Where(counter => counter.Measure == measure)
            .GroupBy(name ?? (counter => counter.Detail), StringComparer.Ordinal)
            .Select(group => new ReportTally(group.Key, group.Sum(counter => counter.Count)))
            .Where(tally => tally.Count != 0)
            .OrderByDescending(tally => tally.Count).ThenBy(tally => tally.Name, StringComparer.Ordinal),
    ];
}
