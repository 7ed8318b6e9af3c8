namespace Retention.Workflows.Replay;

/// <summary>What a report says about the shop and the replay beside the counted numbers.</summary>
public sealed record JourneyReportFacts
{
    /// <summary>The first day of the report, in the shop's zone.</summary>
    public required DateOnly From { get; init; }

    /// <summary>The last day of the report, included; counters outside of the days are left out.</summary>
    public required DateOnly To { get; init; }

    /// <summary>The shop; default a nameless one.</summary>
    public ShopProfile Shop { get; init; } = new();

    /// <summary>The ISO 4217 code of all amounts; default EUR.</summary>
    public string Currency { get; init; } = "EUR";

    /// <summary>How many customers the shop has; default unknown.</summary>
    public long? Customers { get; init; }

    /// <summary>How many purchases the history holds; default unknown.</summary>
    public long? Purchases { get; init; }

    /// <summary>What a reader must know, a sentence each: which opens are assumed, which purchases are recorded ones. Default none.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
