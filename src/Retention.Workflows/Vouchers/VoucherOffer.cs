using System.Globalization;
using Retention.Workflows.Events;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows;

/// <summary>The terms on which vouchers are issued.</summary>
/// <remarks>A voucher keeps the terms it was issued on; changing an offer changes only what is issued later.</remarks>
public sealed record VoucherOffer
{
    /// <summary>The offer's name.</summary>
    public required OfferName Name { get; init; }

    /// <summary>What it gives.</summary>
    public required Discount Discount { get; init; }

    /// <summary>How long a voucher lives, from its issue, by the calendar of the customer's zone; default 30 days.</summary>
    /// <remarks>Counted in days or months it lasts through the whole of its last day, as customers read "valid until"; with hours or minutes, to the minute.</remarks>
    public Period ValidFor { get; init; } = Period.Days(30);

    /// <summary>The least total of an order that redeems it, in <see cref="Currency"/>; default 0.</summary>
    public decimal MinimumSpend { get; init; }

    /// <summary>The ISO 4217 code of <see cref="MinimumSpend"/> and of an amount; default EUR.</summary>
    public string Currency { get; init; } = "EUR";

    /// <summary>What stands before the code, in capitals, to tell where it is from: <c>SWIFT</c>; default none. At most 8 letters.</summary>
    public string CodePrefix { get; init; } = "";

    /// <summary>Whether a voucher is good only for what lay in the customer's cart when it was issued; default no.</summary>
    /// <remarks>Who has nothing in the cart then is issued none, and the journey goes on.</remarks>
    public bool ForOriginalCart { get; init; }

    /// <summary>On an issued voucher, the <see cref="Cart.Fingerprint"/> of the cart that it is good for; none in an offer, and where any order will do.</summary>
    public string? OriginalCart { get; init; }

    /// <summary>All that would keep the offer from working, a sentence each that names it; empty when it is sound.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        if (Name == default)
            problems.Add("It has no name.");
        if (Discount is null)
            problems.Add("Discount: it gives nothing.");
        if (Discount?.Product is { } product && product == default)
            problems.Add("Discount: it names no product.");
        if (OriginalCart is not null)
            problems.Add("OriginalCart: only an issued voucher is bound to a certain cart; set ForOriginalCart.");
        if (ValidFor.IsZero)
            problems.Add("ValidFor: a voucher would expire the moment it is issued.");
        if (IsLongerThanACentury(ValidFor))
            problems.Add($"ValidFor: at most 100 years, not {ValidFor.ToText()}.");
        if (MinimumSpend < 0)
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"MinimumSpend: 0 or more, not {MinimumSpend}."));
        if (decimal.Round(MinimumSpend, Money.Decimals) != MinimumSpend)
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"MinimumSpend: at most {Money.Decimals} decimal places, not {MinimumSpend}."));
        if (Currency is null || !Money.IsCurrency(Currency))
            problems.Add($"Currency: an ISO 4217 code of three capital letters such as EUR, not '{Currency}'.");
        if (CodePrefix is null || !VoucherCode.IsPrefix(CodePrefix))
            problems.Add($"CodePrefix: at most {VoucherCode.MaxPrefixLength} capital letters A to Z, not '{CodePrefix}'.");
        return [.. problems.Select(problem => $"Offer '{Name}': {problem}")];
    }

    /// <summary>The terms for a customer with this cart; none when there is nothing to bind the voucher to.</summary>
    internal VoucherOffer? For(Cart cart) =>
        !ForOriginalCart ? this : cart.IsEmpty ? null : this with { OriginalCart = cart.Fingerprint };

    /// <summary>Whether an order holds just the cart that the voucher is bound to, a gift or reduced product besides it or not.</summary>
    internal bool IsFor(IReadOnlyList<OrderLine> lines)
    {
        if (OriginalCart is null || CartLines.Fingerprint(lines) == OriginalCart)
            return true;
        return Discount.Product is { } extra
            && CartLines.Fingerprint(CartLines.Removed(CartLines.Added([], lines), [new OrderLine { Product = extra }])) == OriginalCart;
    }

    /// <summary>The last instant at which a voucher that is issued at a moment can be redeemed.</summary>
    internal DateTimeOffset ExpiryOf(DateTimeOffset issuedAt, TimeZoneInfo zone)
    {
        var end = LocalTime.Add(issuedAt, ValidFor, zone);
        return ValidFor.TimePart == TimeSpan.Zero
            ? LocalTime.StartOfDay(LocalTime.LocalDate(end, zone).AddDays(1), zone).AddMilliseconds(-1)
            : end;
    }

    private static bool IsLongerThanACentury(Period period) =>
        (period.MonthCount / 12.0) + (period.DayCount / 365.25) + (period.TimePart.TotalDays / 365.25) > 100;
}
