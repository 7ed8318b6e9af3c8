namespace Retention.Workflows;

/// <summary>The terms on which vouchers are issued. Applies to all products.</summary>
/// <remarks>A voucher keeps the terms it was issued on; changing an offer changes only what is issued later.</remarks>
public sealed record VoucherOffer
{
    /// <summary>The offer's name.</summary>
    public required OfferName Name { get; init; }

    /// <summary>What it gives.</summary>
    public required Discount Discount { get; init; }

    /// <summary>How long a voucher lives, from its issue, by the calendar of the customer's zone; default 30 days.</summary>
    public Period ValidFor { get; init; } = Period.Days(30);

    /// <summary>The least total of an order that redeems it, in <see cref="Currency"/>; default 0.</summary>
    public decimal MinimumSpend { get; init; }

    /// <summary>The ISO 4217 code of <see cref="MinimumSpend"/> and of an amount; default EUR.</summary>
    public string Currency { get; init; } = "EUR";

    /// <summary>What stands before the code, in capitals, to tell where it is from: <c>SWIFT</c>; default none. At most 8 letters.</summary>
    public string CodePrefix { get; init; } = "";
}
