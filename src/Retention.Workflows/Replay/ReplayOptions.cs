namespace Retention.Workflows.Replay;

/// <summary>The replayed period, and assumptions about what the history does not contain.</summary>
public sealed class ReplayOptions
{
    /// <summary>The time when the journeys go live. Earlier events are known but do not enroll customers.</summary>
    public DateTimeOffset From { get; set; }

    /// <summary>The end of the replay; must be after <see cref="From"/>.</summary>
    public DateTimeOffset Until { get; set; }

    /// <summary>
    /// The model of opens; <see langword="null"/> means that no message is opened. The default model opens four of ten mails.
    /// </summary>
    public OpenModel? Opens { get; set; } = new();

    /// <summary>
    /// True (default) if a recorded purchase redeems a voucher that the customer has at that time and for which the order qualifies.
    /// </summary>
    public bool RedeemVouchers { get; set; } = true;
}
