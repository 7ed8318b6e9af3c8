namespace Retention.Workflows;

/// <summary>How long things are kept that are over. By default for ever; each time is at least a day.</summary>
/// <remarks>
/// Once a day, from midnight of the shop's clock, and with the lowest priority, chunks of <see cref="RetentionOptions.BatchSize"/> are looked
/// through. What is gone no longer answers a question, so times that are known to be too short for the journeys that are registered keep the
/// host from starting. A replay never purges.
/// </remarks>
public sealed class PurgeOptions
{
    /// <summary>How long an enrollment is kept after its end, with its history and messages; one with a message that has yet to leave is kept longer.</summary>
    /// <remarks>
    /// Must be as long as the pauses of re-entry rules and as goals are counted. Journeys that let a customer in once keep all their
    /// enrollments, since nothing else knows who was there. An <c>EnrollAsync</c> with a key of long ago enrolls again.
    /// </remarks>
    public TimeSpan? KeepFinishedEnrollments { get; set; }

    /// <summary>How long an event is kept after it happened.</summary>
    /// <remarks>
    /// Must be as long as the window of RFM, all windows of conditions and all frequency caps reach back; a condition that asks about all history rules it
    /// out. Keep it longer than the longest journey takes, too: conditions about what happened since the enrollment or a step are not
    /// checked. An event that is sent again after it was purged is taken for new.
    /// </remarks>
    public TimeSpan? KeepEvents { get; set; }

    /// <summary>How long a voucher is kept after it expired or was redeemed.</summary>
    /// <remarks>Whoever tries to redeem it afterwards hears that the code is unknown, instead of why it is refused; an order that redeemed it and asks again does as well.</remarks>
    public TimeSpan? KeepVouchers { get; set; }

    internal bool IsOn => KeepFinishedEnrollments is not null || KeepEvents is not null || KeepVouchers is not null;
}
