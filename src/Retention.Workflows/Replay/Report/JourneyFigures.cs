namespace Retention.Workflows.Replay;

/// <summary>The figures of a journey over some days. Lists contain only counted entries, the most frequent first.</summary>
public sealed record JourneyFigures
{
    /// <summary>The number of enrollments that started.</summary>
    public long Entered { get; init; }

    /// <summary>The segments of the enrolled customers.</summary>
    public IReadOnlyList<ReportTally> EnteredBySegment { get; init; } = [];

    /// <summary>Customers in the audience that were not enrolled, by reason.</summary>
    public IReadOnlyList<ReportTally> NotEnrolled { get; init; } = [];

    /// <summary>The messages, one entry for each channel, ordered by its name.</summary>
    public IReadOnlyList<MessageFigures> Messages { get; init; } = [];

    /// <summary>The vouchers, one entry for each offer, ordered by its name.</summary>
    public IReadOnlyList<VoucherFigures> Vouchers { get; init; } = [];

    /// <summary>Goals reached after a message had been handed over: the purchases after contact.</summary>
    public ConversionFigures Contacted { get; init; }

    /// <summary>Goals reached before any message was handed over.</summary>
    public ConversionFigures NotContacted { get; init; }

    /// <summary>Amounts in other currencies, which are in no other figure, ordered by currency; usually empty.</summary>
    public IReadOnlyList<OtherCurrencyFigures> OtherCurrencies { get; init; } = [];

    /// <summary>The number of enrollments that are stuck at a step that failed permanently.</summary>
    public long Stuck { get; init; }

    /// <summary>The number of messages that channels accepted.</summary>
    public long Sent => Messages.Sum(messages => messages.Sent);

    /// <summary>The number of messages that were not sent, for any reason.</summary>
    public long NotSent => Messages.Sum(messages => messages.NotSent);

    /// <summary>The e-mails; figures of 0 if there are none.</summary>
    public MessageFigures Emails =>
        Messages.FirstOrDefault(messages => messages.Channel == Channel.Email.Name) ?? new MessageFigures { Channel = Channel.Email.Name };

    /// <summary>The number of opened messages.</summary>
    public long Opened => Messages.Sum(messages => messages.Opened);

    /// <summary>The number of issued vouchers.</summary>
    public long VouchersIssued => Vouchers.Sum(vouchers => vouchers.Issued);

    /// <summary>The number of redeemed vouchers.</summary>
    public long VouchersRedeemed => Vouchers.Sum(vouchers => vouchers.Redeemed);

    /// <summary>The total discount of redeemed vouchers, in the report's currency.</summary>
    public decimal Discount => Vouchers.Sum(vouchers => vouchers.Discount);

    /// <summary>The number of enrollments that reached the goal, with or without contact.</summary>
    public long Converted => Contacted.Count + NotContacted.Count;
}
