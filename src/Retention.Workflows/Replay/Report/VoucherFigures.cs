namespace Retention.Workflows.Replay;

/// <summary>The figures of the vouchers of one offer.</summary>
public sealed record VoucherFigures
{
    /// <summary>The offer's name.</summary>
    public required string Offer { get; init; }

    /// <summary>The number of issued vouchers.</summary>
    public long Issued { get; init; }

    /// <summary>The number of redeemed vouchers.</summary>
    public long Redeemed { get; init; }

    /// <summary>Their total discount, in the report's currency.</summary>
    public decimal Discount { get; init; }
}
