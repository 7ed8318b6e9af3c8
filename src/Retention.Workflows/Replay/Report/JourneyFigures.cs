namespace Retention.Workflows.Replay;

/// <summary>What happened in a journey over some days. Lists hold only what was counted, the most frequent first.</summary>
public sealed record JourneyFigures
{
    /// <summary>How many enrollments began.</summary>
    public long Entered { get; init; }

    /// <summary>The segments of those who entered.</summary>
    public IReadOnlyList<ReportTally> EnteredBySegment { get; init; } = [];

    /// <summary>Who fulfilled the audience and was still not enrolled, by reason.</summary>
    public IReadOnlyList<ReportTally> NotEnrolled { get; init; } = [];

    /// <summary>The messages, a channel each, by the channel's name.</summary>
    public IReadOnlyList<MessageFigures> Messages { get; init; } = [];

    /// <summary>The vouchers, an offer each, by the offer's name.</summary>
    public IReadOnlyList<VoucherFigures> Vouchers { get; init; } = [];

    /// <summary>Those who reached the goal after a message had been handed over: the purchases after contact.</summary>
    public ConversionFigures Contacted { get; init; }

    /// <summary>Those who reached the goal before any message left.</summary>
    public ConversionFigures NotContacted { get; init; }

    /// <summary>How many enrollments are stuck at a step that failed for good.</summary>
    public long Stuck { get; init; }

    /// <summary>How many messages channels accepted.</summary>
    public long Sent => Messages.Sum(messages => messages.Sent);

    /// <summary>How many messages were not sent, for whatever reason.</summary>
    public long NotSent => Messages.Sum(messages => messages.NotSent);

    /// <summary>How many messages were opened.</summary>
    public long Opened => Messages.Sum(messages => messages.Opened);

    /// <summary>How many vouchers were issued.</summary>
    public long VouchersIssued => Vouchers.Sum(vouchers => vouchers.Issued);

    /// <summary>How many vouchers were redeemed.</summary>
    public long VouchersRedeemed => Vouchers.Sum(vouchers => vouchers.Redeemed);

    /// <summary>What vouchers took off orders, in the report's currency.</summary>
    public decimal Discount => Vouchers.Sum(vouchers => vouchers.Discount);

    /// <summary>How many reached the goal, contacted or not.</summary>
    public long Converted => Contacted.Count + NotContacted.Count;
}

/// <summary>Who reached the goal, and what they spent at that moment.</summary>
/// <param name="Count">How many enrollments; each counts once.</param>
/// <param name="Revenue">The sum of the amounts of the events that reached it, in the report's currency.</param>
public readonly record struct ConversionFigures(long Count, decimal Revenue);

/// <summary>What became of the messages of one channel.</summary>
public sealed record MessageFigures
{
    /// <summary>The channel's name.</summary>
    public required string Channel { get; init; }

    /// <summary>How many were queued.</summary>
    public long Queued { get; init; }

    /// <summary>How many the channel accepted, and how many are taken for accepted although their fate is unknown.</summary>
    public long Sent { get; init; }

    /// <summary>How many hand-overs had an unknown fate; those that are taken for accepted count as sent too.</summary>
    public long Ambiguous { get; init; }

    /// <summary>How many were opened; each counts once.</summary>
    public long Opened { get; init; }

    /// <summary>Why messages were not sent, the most frequent reason first.</summary>
    public IReadOnlyList<ReportTally> Reasons { get; init; } = [];

    /// <summary>How many were not sent.</summary>
    public long NotSent => Reasons.Sum(reason => reason.Count);
}

/// <summary>What became of the vouchers of one offer.</summary>
public sealed record VoucherFigures
{
    /// <summary>The offer's name.</summary>
    public required string Offer { get; init; }

    /// <summary>How many were issued.</summary>
    public long Issued { get; init; }

    /// <summary>How many were redeemed.</summary>
    public long Redeemed { get; init; }

    /// <summary>What they took off orders, in the report's currency.</summary>
    public decimal Discount { get; init; }
}
