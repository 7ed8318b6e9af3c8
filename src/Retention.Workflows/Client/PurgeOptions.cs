namespace Retention.Workflows;

/// <summary>How long finished data is kept. Default: forever. Each time is at least one day.</summary>
/// <remarks>
/// Once a day, from midnight of the host's zone and with the lowest priority, old data is deleted in chunks of
/// <see cref="WorkerOptions.BatchSize"/>. Deleted data can no longer be read by conditions, so times that are known to be too short for
/// the registered journeys keep the host from starting. A replay never purges.
/// </remarks>
public sealed class PurgeOptions
{
    /// <summary>
    /// How long an enrollment is kept after its end, with its history and messages. Null: forever. An enrollment with an unsent message is
    /// kept longer.
    /// </summary>
    /// <remarks>
    /// Must be at least as long as the pauses of re-entry rules and the periods of goals. Journeys that enroll a customer once keep all
    /// their enrollments, since they are the only record of past entries. <c>EnrollAsync</c> with a key older than this enrolls again.
    /// </remarks>
    public TimeSpan? KeepFinishedEnrollments { get; set; }

    /// <summary>How long an event is kept after it happened. Null: forever.</summary>
    /// <remarks>
    /// Must be at least as long as the RFM window, all windows of conditions and all frequency caps. It cannot be set if a condition uses
    /// all history. Keep it longer than the longest journey as well: conditions about the time since the enrollment or a step are not
    /// checked. An event that is sent again after it was purged is stored as new.
    /// </remarks>
    public TimeSpan? KeepEvents { get; set; }

    /// <summary>How long a voucher is kept after it expired or was redeemed. Null: forever.</summary>
    /// <remarks>A later redemption gets the answer that the code is unknown, instead of the reason of its refusal. The same holds for an
    /// order that redeemed the voucher and asks again.</remarks>
    public TimeSpan? KeepVouchers { get; set; }

    internal bool IsOn => KeepFinishedEnrollments is not null || KeepEvents is not null || KeepVouchers is not null;
}
