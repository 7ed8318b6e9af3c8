namespace Retention.Workflows.Import;

/// <summary>What a file of orders holds. Immutable.</summary>
public sealed record OrderReport : ImportReport
{
    /// <summary>The orders that count, without duplicates.</summary>
    public long Orders { get; init; }

    /// <summary>The refunds, without duplicates.</summary>
    public long Refunds { get; init; }

    /// <summary>The orders that do not count any more by their status; an import withdraws those that were stored before.</summary>
    public long Withdrawn { get; init; }

    /// <summary>
    /// The orders that were left out by status, with their numbers; at most 100 statuses. Withdrawn ones are not among them.
    /// </summary>
    public IReadOnlyDictionary<string, long> LeftOutByStatus { get; init; } = new Dictionary<string, long>();

    /// <summary>Those statuses of <see cref="LeftOutByStatus"/> that the mapping does not name.</summary>
    public IReadOnlyList<string> UnknownStatuses { get; init; } = [];

    /// <summary>The purchases by currency.</summary>
    public IReadOnlyDictionary<string, long> Currencies { get; init; } = new Dictionary<string, long>();

    /// <summary>The time of the first order or refund; null if there is none.</summary>
    public DateTimeOffset? Earliest { get; init; }

    /// <summary>The time of the last order or refund; null if there is none.</summary>
    public DateTimeOffset? Latest { get; init; }

    /// <summary>The first events as they would be stored; see <see cref="ImportOptions.PreviewCount"/>.</summary>
    public IReadOnlyList<ImportedEvent> First { get; init; } = [];
}
