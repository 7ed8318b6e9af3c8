using Retention.Workflows.Conditions;
using Retention.Workflows.Conditions.Evaluation;
using Retention.Workflows.Journeys;

namespace Retention.Workflows.Engine.Configuration;

/// <summary>Finds retention periods that are shorter than registered journeys, segments and RFM need.</summary>
internal static class PurgeCheck
{
    internal static IEnumerable<string> Problems(EngineSettings settings, IReadOnlyList<JourneyDefinition> journeys, RfmSettings rfm)
    {
        JourneySteps[] known = [.. journeys.Select(journey => new JourneySteps(journey, settings.StepTypes))];
        return [.. OfEnrollments(settings.Options, journeys), .. OfVouchers(settings.Options, known),
            .. OfEvents(settings.Options, known, settings.Conditions, rfm)];
    }

    private static IEnumerable<string> OfEnrollments(RetentionOptions options, IReadOnlyList<JourneyDefinition> journeys)
    {
        if (options.Purge.KeepFinishedEnrollments is not { } keep)
            yield break;
        if (options.Ingestion.MaxTriggerAge > keep)
            yield return $"Purge.KeepFinishedEnrollments: events enroll for {InDays(options.Ingestion.MaxTriggerAge)} (Ingestion.MaxTriggerAge); {InDays(keep)} is too short.";
        foreach (var journey in journeys)
        {
            if (journey.Enrollment.ReEntry is AfterExitReEntry { Cooldown: var cooldown } && AtMost(cooldown) > keep)
                yield return $"Purge.KeepFinishedEnrollments: journey '{journey.Name}' enrolls a customer {journey.Enrollment.ReEntry.Describe()}, which takes {InDays(cooldown)}; {InDays(keep)} is too short.";
            if (journey.Enrollment.Trigger is DateTrigger trigger && ComesEveryYear(trigger.Date) && MaxYear > keep)
                yield return $"Purge.KeepFinishedEnrollments: journey '{journey.Name}' enrolls {trigger.Describe()}, once a year, and needs its enrollments for {InDays(MaxYear)}; {InDays(keep)} is too short.";
            if (journey.Goal is { } goal && AtMost(goal.Within) > keep)
                yield return $"Purge.KeepFinishedEnrollments: the goal of journey '{journey.Name}' counts for {goal.Within.ToText()}, which takes {InDays(goal.Within)}; {InDays(keep)} is too short.";
        }
    }

    private static IEnumerable<string> OfVouchers(RetentionOptions options, IReadOnlyList<JourneySteps> journeys)
    {
        if (options.Purge.KeepVouchers is not { } keep)
            yield break;
        foreach (var (journey, date) in journeys.SelectMany(
            journey => journey.Dates().OfType<VoucherExpiryDate>().Select(date => (journey, date))))
        {
            if (date.Offset > 0 && AtMost(Period.Days(date.Offset)) > keep)
                yield return $"Purge.KeepVouchers: journey '{journey.Name}' uses {date.Describe()}; {InDays(keep)} is too short.";
        }
    }

    private static IEnumerable<string> OfEvents(
        RetentionOptions options, IReadOnlyList<JourneySteps> journeys, ConditionRegistry conditions, RfmSettings rfm)
    {
        if (options.Purge.KeepEvents is not { } keep)
            yield break;
        if (options.Ingestion.MaxTriggerAge > keep)
            yield return $"Purge.KeepEvents: events enroll for {InDays(options.Ingestion.MaxTriggerAge)} (Ingestion.MaxTriggerAge); {InDays(keep)} is too short.";
        foreach (var cap in options.FrequencyCaps.Where(cap => AtMost(cap.Period) > keep))
            yield return $"Purge.KeepEvents: a frequency cap counts messages for {cap.Period.ToText()}, which takes {InDays(cap.Period)}; {InDays(keep)} is too short.";
        if (rfm.Window is not { } window)
            yield return "Purge.KeepEvents: RFM uses all history. Give it a shorter window with retention.Segments.UseRfm(rfm => rfm.Window = Period.Months(24)).";
        else if (AtMost(window) > keep)
            yield return $"Purge.KeepEvents: RFM uses the last {window.ToText()}, which takes {InDays(window)}; {InDays(keep)} is too short.";

        foreach (var journey in journeys.Where(journey => journey.Dates().Any(date => date is FirstPurchaseDate)))
            yield return $"Purge.KeepEvents: journey '{journey.Name}' uses the anniversary of the first purchase, which must be kept forever.";

        var conditionsByPlace = journeys.SelectMany(
            journey => journey.Conditions().Select(condition => (Where: $"journey '{journey.Name}'", Condition: condition)))
            .Concat(conditions.Named.Select(named => (Where: $"segment '{named.Key}'", Condition: named.Value)));
        foreach (var (where, condition) in conditionsByPlace.SelectMany(
            entry => ConditionTree.All(entry.Condition).Select(part => (entry.Where, part))).Distinct())
        {
            if (ProblemOf(where, condition, keep) is { } problem)
                yield return problem;
        }

        foreach (var problem in journeys.SelectMany(journey => OfStay(journey, keep)))
            yield return problem;
        foreach (var problem in journeys.Select(journey => OfGoal(journey, keep)).OfType<string>())
            yield return problem;
    }

    /// <summary>Whether an enrollment that reaches its goal was contacted, is read from the log.</summary>
    private static string? OfGoal(JourneySteps journey, TimeSpan keep) => journey.Goal is { } goal && AtMost(goal.Within) > keep
        ? $"Purge.KeepEvents: the goal of journey '{journey.Name}' counts for {goal.Within.ToText()}, which takes {InDays(goal.Within)}; "
            + $"{InDays(keep)} is too short."
        : null;

    /// <summary>
    /// The longest time between two yearly entries. A birthday on 1 January may be corrected to 31 December and still counts as the same
    /// one.
    /// </summary>
    private static TimeSpan MaxYear { get; } = TimeSpan.FromDays(366);

    private static bool ComesEveryYear(CustomerDate date) => date is BirthdayDate or FirstPurchaseDate or AttributeDate { EveryYear: true };

    /// <summary>
    /// True if a journey version with active enrollments needs older events than are kept. This does not keep the host from starting, since
    /// a published version cannot be changed.
    /// </summary>
    internal static bool NeedsOlderEvents(JourneyDefinition definition, StepTypes types, TimeSpan keep)
    {
        var journey = new JourneySteps(definition, types);
        return journey.Conditions().SelectMany(ConditionTree.All).Any(condition => ProblemOf("", condition, keep) is not null)
            || OfStay(journey, keep).Any() || OfGoal(journey, keep) is not null || journey.Dates().Any(date => date is FirstPurchaseDate);
    }

    private static string? ProblemOf(string where, Condition condition, TimeSpan keep) =>
        LooksAtAll(condition) ? $"Purge.KeepEvents: {where} uses all history: '{condition.Describe()}'. Give the condition a window."
        : LooksBack(condition) is { } period && AtMost(period) > keep
        ? $"Purge.KeepEvents: {where} uses '{condition.Describe()}', which takes {InDays(period)}; {InDays(keep)} is too short."
        : null;

    /// <summary>
    /// Conditions about the time since the enrollment, or about its cart, need the events for as long as an enrollment may last.
    /// </summary>
    private static IEnumerable<string> OfStay(JourneySteps journey, TimeSpan keep)
    {
        var stay = journey.LongestStay(AtMost);
        if (stay <= keep)
            yield break;
        foreach (var condition in journey.Conditions().SelectMany(ConditionTree.All).Where(LooksAtStay).Distinct())
            yield return $"Purge.KeepEvents: journey '{journey.Name}', whose enrollments last up to {InDays(stay)}, uses '{condition.Describe()}'; {InDays(keep)} is too short.";
    }

    private static bool LooksAtStay(Condition condition) => condition
        is EventCountCondition { Window: SinceEnrolledWindow or SinceStepWindow }
            or TotalSpentCondition { Window: SinceEnrolledWindow or SinceStepWindow }
        or OpenedCondition or CartHoldsCondition or CartTotalCondition;

    private static bool LooksAtAll(Condition condition) =>
        condition is EventCountCondition { Window: EverWindow } or TotalSpentCondition { Window: EverWindow };

    private static Period? LooksBack(Condition condition) => condition switch
    {
        LastPurchaseCondition last => last.Period,
        EventCountCondition { Window: InLastWindow last } => last.Period,
        TotalSpentCondition { Window: InLastWindow last } => last.Period,
        _ => null,
    };

    /// <summary>The longest duration of a period, plus a day, because windows begin with a day of some time zone.</summary>
    private static TimeSpan AtMost(Period period) =>
        period.IsZero
            ? TimeSpan.Zero
            : TimeSpan.FromDays((period.MonthCount / 12 * 366) + (period.MonthCount % 12 * 31) + period.DayCount + 1) + period.TimePart;

    private static string InDays(Period period) => $"up to {InDays(AtMost(period))}";

    private static string InDays(TimeSpan span) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Math.Ceiling(span.TotalDays):0} days");
}
