using Retention.Workflows.Journeys;

namespace Retention.Workflows.Replay;

/// <summary>Facts about the shop and the replay that a report shows in addition to the figures.</summary>
public sealed record JourneyReportFacts
{
    /// <summary>The first day of the report, in the shop's time zone.</summary>
    public required DateOnly From { get; init; }

    /// <summary>The last day of the report, inclusive; counters of other days are ignored.</summary>
    public required DateOnly To { get; init; }

    /// <summary>The shop; the default profile if not set.</summary>
    public ShopProfile Shop { get; init; } = new();

    /// <summary>The ISO 4217 code of all amounts; by default <see cref="ShopProfile.Currency"/>, or EUR if the shop has none.</summary>
    public string Currency { get => field ?? Shop.Currency ?? "EUR"; init; }

    /// <summary>The number of customers of the shop; null (default) if unknown.</summary>
    public long? Customers { get; init; }

    /// <summary>The number of purchases in the history; null (default) if unknown.</summary>
    public long? Purchases { get; init; }

    /// <summary>The kinds of steps that the journey may have; the library's own by default.</summary>
    public StepTypes StepTypes { get; init; } = StepTypes.BuiltIn;

    /// <summary>
    /// The day on which the report is made: later periods are not shown. Null (default) ends the report with its last counter.
    /// </summary>
    public DateOnly? AsOf { get; init; }

    /// <summary>
    /// True if opens were assumed by a model, as in a replay; the report marks the open rate as assumed. False (default) if they were
    /// recorded.
    /// </summary>
    public bool OpensAreAssumed { get; init; }

    /// <summary>Notes for the reader, one sentence each, such as the assumptions about opens; empty by default.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
