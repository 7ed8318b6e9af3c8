using Retention.Workflows.Segments;
using Retention.Workflows.Storage;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows;

/// <summary>Everything that journeys did with a customer.</summary>
public sealed record CustomerRecord
{
    /// <summary>The customer as last described by the host; null if never described.</summary>
    public Customer? Customer { get; init; }

    /// <summary>The RFM segment; null if never scored.</summary>
    public CustomerSegment? Segment { get; init; }

    /// <summary>All enrollments, ordered by number.</summary>
    public required IReadOnlyList<Enrollment> Enrollments { get; init; }

    /// <summary>The history of the enrollments, ordered by enrollment and time.</summary>
    public required IReadOnlyList<HistoryEntry> History { get; init; }

    /// <summary>All messages, ordered by number. Each message that was not sent has a reason.</summary>
    public required IReadOnlyList<OutboxMessage> Messages { get; init; }

    /// <summary>All vouchers, ordered by time of issue.</summary>
    public required IReadOnlyList<Voucher> Vouchers { get; init; }
}
