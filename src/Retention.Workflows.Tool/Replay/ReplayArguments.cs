namespace Retention.Workflows.Tool.Replay;

/// <summary>What a replay on the command line works on.</summary>
internal sealed record ReplayArguments
{
    /// <summary>The file of the journey.</summary>
    internal required string Journey { get; init; }

    /// <summary>A file of orders; null if only events are replayed.</summary>
    internal string? Orders { get; init; }

    /// <summary>How the orders are read: the name of a mapping, or its file.</summary>
    internal required string Mapping { get; init; }

    /// <summary>A file of events, a JSON object a line; null if only orders are replayed.</summary>
    internal string? Events { get; init; }

    /// <summary>The first day; null for half a year after the first event.</summary>
    internal DateOnly? From { get; init; }

    /// <summary>The last day; null for the day of the last event.</summary>
    internal DateOnly? Until { get; init; }

    /// <summary>The offers that the journey issues, as <see cref="OfferArgument"/> reads them.</summary>
    internal IReadOnlyList<string> Offers { get; init; } = [];

    /// <summary>The folder of the shop's templates; null if names stand in for the texts.</summary>
    internal string? Templates { get; init; }

    /// <summary>The file of the report.</summary>
    internal required string Report { get; init; }

    /// <summary>False if nobody opens a mail.</summary>
    internal bool Opens { get; init; } = true;

    /// <summary>The currency of orders without one. The report and the offers take the currency of most amounts.</summary>
    internal required string Currency { get; init; }

    /// <summary>The shop's name and zone.</summary>
    internal required ShopProfile Shop { get; init; }
}
