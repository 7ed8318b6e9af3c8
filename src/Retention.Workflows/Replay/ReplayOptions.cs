namespace Retention.Workflows.Replay;

/// <summary>Which stretch of history is replayed, and what is assumed about what the history does not tell.</summary>
public sealed class ReplayOptions
{
    /// <summary>When the journeys go live: events from before are known, and nobody is enrolled for them.</summary>
    public DateTimeOffset From { get; set; }

    /// <summary>Where the replay ends; behind <see cref="From"/>.</summary>
    public DateTimeOffset Until { get; set; }

    /// <summary>Which messages are opened; <see langword="null"/> for none. Default: four mails of ten.</summary>
    public OpenModel? Opens { get; set; } = new();

    /// <summary>Whether a recorded purchase redeems a voucher that the customer holds at that moment and that the order qualifies for; default yes.</summary>
    public bool RedeemVouchers { get; set; } = true;
}
