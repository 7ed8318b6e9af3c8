namespace Retention.Workflows.Import;

/// <summary>
/// What the status of an order means. Statuses are compared without case; blanks, hyphens and underscores are the same. Immutable.
/// </summary>
/// <remarks>An order with a status that stands in no list is left out, and its status is counted in the report.</remarks>
public sealed record OrderStatuses
{
    /// <summary>Orders that count.</summary>
    public required IReadOnlyList<string> Counting { get; init; }

    /// <summary>
    /// Orders that were paid back in full. They count, and their whole total is refunded unless the refund column says how much. Empty by
    /// default.
    /// </summary>
    public IReadOnlyList<string> Refunded { get; init; } = [];

    /// <summary>Orders that do not count any more. One that was imported before is withdrawn. Empty by default.</summary>
    public IReadOnlyList<string> Withdrawn { get; init; } = [];

    /// <summary>Orders that do not count yet, such as unpaid ones; they are left out and counted. Empty by default.</summary>
    public IReadOnlyList<string> Open { get; init; } = [];

    /// <summary>True if both have the same content.</summary>
    public bool Equals(OrderStatuses? other) => other is not null
        && Counting.SequenceEqual(other.Counting) && Refunded.SequenceEqual(other.Refunded) && Withdrawn.SequenceEqual(other.Withdrawn) && Open.SequenceEqual(other.Open);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Counting.Count, Refunded.Count, Withdrawn.Count, Open.Count);

    /// <summary>All lists with their names in JSON.</summary>
    internal IEnumerable<(string Field, IReadOnlyList<string> Statuses)> All() =>
        [("counting", Counting), ("refunded", Refunded), ("withdrawn", Withdrawn), ("open", Open)];
}
