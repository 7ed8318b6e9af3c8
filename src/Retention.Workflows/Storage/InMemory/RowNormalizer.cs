using Retention.Workflows.Segments;
using Retention.Workflows.Time;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Storage.InMemory;

/// <summary>Converts rows to the form that every store returns: instants in UTC with whole milliseconds.</summary>
internal static class RowNormalizer
{
    internal static Enrollment Row(Enrollment row) => row with
    {
        EnteredAt = Instants.Normalize(row.EnteredAt),
        DueAt = Instant(row.DueAt),
        EndedAt = Instant(row.EndedAt),
        ConvertedAt = Instant(row.ConvertedAt),
    };

    internal static OutboxMessage Row(OutboxMessage row) => row with
    {
        QueuedAt = Instants.Normalize(row.QueuedAt),
        DueAt = Instant(row.DueAt),
        BlockedSince = Instant(row.BlockedSince),
        DecidedAt = Instant(row.DecidedAt),
    };

    internal static Voucher Row(Voucher row) => row with
    {
        IssuedAt = Instants.Normalize(row.IssuedAt),
        ExpiresAt = Instants.Normalize(row.ExpiresAt),
        RedeemedAt = Instant(row.RedeemedAt),
    };

    internal static CustomerSegment Row(CustomerSegment row) => row with { Since = Instants.Normalize(row.Since) };

    internal static HistoryEntry Row(HistoryEntry row) => row with { At = Instants.Normalize(row.At) };

    internal static EngineNotification Row(EngineNotification row) => row with { DueAt = Instants.Normalize(row.DueAt) };

    internal static SweepState Row(SweepState row) => row with { Occurrence = Instants.Normalize(row.Occurrence) };

    internal static JourneyPause Row(JourneyPause row) =>
        row with { PausedAt = Instants.Normalize(row.PausedAt), ResumedAt = Instant(row.ResumedAt) };

    internal static ChannelPause Row(ChannelPause row) =>
        row with { DecidedAt = Instants.Normalize(row.DecidedAt), Until = Instants.Normalize(row.Until) };

    internal static JourneyVersion Row(JourneyVersion row) => row with { PublishedAt = Instants.Normalize(row.PublishedAt) };

    private static DateTimeOffset? Instant(DateTimeOffset? instant) => instant is { } given ? Instants.Normalize(given) : null;
}
