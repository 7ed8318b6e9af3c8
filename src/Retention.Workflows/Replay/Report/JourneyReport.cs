using Retention.Workflows.Replay.Report;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Replay;

/// <summary>The report of a journey over some days: by period, step, channel and offer. Immutable, plain data.</summary>
/// <remarks>
/// The report is built from the counters that the engine writes with every commit. It needs neither events nor enrollments and contains no
/// personal data. <see cref="ToText"/> writes it for a console or a mail, <see cref="HtmlReport"/> as a page.
/// </remarks>
public sealed record JourneyReport
{
    internal JourneyReport()
    {
    }

    /// <summary>The journey whose steps the report shows.</summary>
    public required JourneyDefinition Definition { get; init; }

    /// <summary>The days, the shop and further facts for the head of the report.</summary>
    public required JourneyReportFacts Facts { get; init; }

    /// <summary>The figures of all days together.</summary>
    public required JourneyFigures Totals { get; init; }

    /// <summary>The length of the periods: days for a month, weeks for a quarter, months for more.</summary>
    public required ReportUnit Unit { get; init; }

    /// <summary>
    /// Every period from the first day on, including those without figures; none after <see cref="JourneyReportFacts.AsOf"/>.
    /// </summary>
    public required IReadOnlyList<JourneyPeriod> Periods { get; init; }

    /// <summary>The steps in the journey's order, with branches after their step. Steps that only earlier versions had come last.</summary>
    public required IReadOnlyList<JourneyStepFigures> Steps { get; init; }

    /// <summary>Creates a report from counters.</summary>
    /// <param name="definition">The journey, in the version to show.</param>
    /// <param name="counters">The counters, in any order and of any version; other journeys and other days are ignored.</param>
    /// <param name="facts">The days, the shop and further facts for the head of the report.</param>
    /// <exception cref="ArgumentException">The last day is before the first, or more than 100 years after it.</exception>
    public static JourneyReport Create(JourneyDefinition definition, IEnumerable<JourneyCounter> counters, JourneyReportFacts facts)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(counters);
        ArgumentNullException.ThrowIfNull(facts);
        if (facts.To < facts.From)
            throw new ArgumentException("The last day of a report must not be before its first day.", nameof(facts));
        if (facts.To.Year - facts.From.Year > 100)
            throw new ArgumentException("A report covers at most 100 years.", nameof(facts));

        return JourneyReportBuilder.Build(
            definition,
            [.. counters.Where(counter => counter.Journey == definition.Name && counter.Day >= facts.From && counter.Day <= facts.To)],
            facts);
    }

    /// <summary>
    /// Returns the report as plain text with aligned columns, for a console, a log or a mail. The same report always gives the same text.
    /// </summary>
    public string ToText() => TextReport.Write(this);
}
