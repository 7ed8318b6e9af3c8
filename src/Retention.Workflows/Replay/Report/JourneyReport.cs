using Retention.Workflows.Replay.Report;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Replay;

/// <summary>What a journey did over some days: per month, per step, per channel and per offer. Immutable, plain data.</summary>
/// <remarks>
/// Made of the counters that the engine writes with every commit, so it needs neither events nor enrollments and holds no
/// personal data. <see cref="ToText"/> writes it for a console or a mail, <see cref="HtmlReport"/> as a page.
/// </remarks>
public sealed record JourneyReport
{
    internal JourneyReport()
    {
    }

    /// <summary>The journey whose steps the report shows.</summary>
    public required JourneyDefinition Definition { get; init; }

    /// <summary>The days, the shop and what else stands in the head.</summary>
    public required JourneyReportFacts Facts { get; init; }

    /// <summary>All days together.</summary>
    public required JourneyFigures Totals { get; init; }

    /// <summary>Every month from the first day to the last, also those in which nothing happened.</summary>
    public required IReadOnlyList<JourneyMonth> Months { get; init; }

    /// <summary>The steps in the journey's order, branches behind the step that branches; last, steps that only earlier versions had.</summary>
    public required IReadOnlyList<JourneyStepFigures> Steps { get; init; }

    /// <summary>Adds counters up.</summary>
    /// <param name="definition">The journey, in the version that is to be shown.</param>
    /// <param name="counters">What was counted, in any order and of any version; other journeys and other days are left out.</param>
    /// <param name="facts">The days, the shop and what else stands in the head.</param>
    /// <exception cref="ArgumentException">The last day lies before the first, or more than 100 years behind it.</exception>
    public static JourneyReport Create(JourneyDefinition definition, IEnumerable<JourneyCounter> counters, JourneyReportFacts facts)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(counters);
        ArgumentNullException.ThrowIfNull(facts);
        if (facts.To < facts.From)
            throw new ArgumentException("The last day of a report lies before its first day.", nameof(facts));
        if (facts.To.Year - facts.From.Year > 100)
            throw new ArgumentException("A report covers at most 100 years.", nameof(facts));

        return JourneyReportBuilder.Build(
            definition,
            [.. counters.Where(counter => counter.Journey == definition.Name && counter.Day >= facts.From && counter.Day <= facts.To)],
            facts);
    }

    /// <summary>Writes the report as plain text with aligned columns, for a console, a log or a mail. The same report always gives the same text.</summary>
    public string ToText() => TextReport.Write(this);
}
