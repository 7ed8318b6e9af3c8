using System.Globalization;
using Retention.Workflows.Events;
using Retention.Workflows.Time;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows;

/// <summary>The terms of a voucher.</summary>
/// <remarks>A voucher keeps the terms under which it was issued. Changing an offer only affects vouchers that are issued later.</remarks>
public sealed record VoucherOffer
{
    /// <summary>The offer's name.</summary>
    public required OfferName Name { get; init; }

    /// <summary>The benefit of the voucher.</summary>
    public required Discount Discount { get; init; }

    /// <summary>How long a voucher is valid from its issue, by the calendar of the customer's time zone; 30 days by default.</summary>
    /// <remarks>
    /// A period of days or months includes the whole last day, as customers read "valid until". A period with hours or minutes ends to the
    /// minute.
    /// </remarks>
    public Period ValidFor { get; init; } = Period.Days(30);

    /// <summary>The minimum total of an order that redeems it, in <see cref="Currency"/>; 0 by default.</summary>
    public decimal MinimumSpend { get; init; }

    /// <summary>True if <see cref="MinimumSpend"/> and a percentage include the cost of delivery; false by default.</summary>
    public bool IncludesDelivery { get; init; }

    /// <summary>
    /// True if <see cref="MinimumSpend"/> and a percentage include <see cref="RedemptionRequest.Tax"/>; false by default.
    /// </summary>
    public bool IncludesTax { get; init; }

    /// <summary>The offer's end: after it no voucher is issued, and no voucher is valid. Null (default) means no end.</summary>
    public DateTimeOffset? EndsAt
    {
        get;
        init => field = value is { } end ? Instants.Normalize(end) : null;
    }

    /// <summary>The maximum number of vouchers that are issued for the offer in all, 1 or more; null (default) means no limit.</summary>
    /// <remarks>
    /// It is never exceeded, however many processes issue vouchers. When all are issued, no voucher is issued and the journey continues. A
    /// changed limit holds from then on; vouchers that were issued before, deleted and expired ones included, count. Always null on an
    /// issued voucher.
    /// </remarks>
    public int? MaxVouchers { get; init; }

    /// <summary>
    /// True if a voucher ends when its order is fully paid back; false (default) if it can be redeemed again until it expires. The reports
    /// lose the redemption in both cases.
    /// </summary>
    public bool EndsWithRefund { get; init; }

    /// <summary>The ISO 4217 code of <see cref="MinimumSpend"/> and of an amount; EUR by default.</summary>
    public string Currency { get; init; } = "EUR";

    /// <summary>The prefix of the code, in capitals, which shows its origin: <c>SWIFT</c>. At most 8 letters; empty by default.</summary>
    public string CodePrefix { get; init; } = "";

    /// <summary>True if a voucher is valid only for the content of the customer's cart at the time of issue; false by default.</summary>
    /// <remarks>If the cart is empty at that time, no voucher is issued and the journey continues.</remarks>
    public bool ForOriginalCart { get; init; }

    /// <summary>
    /// On an issued voucher, the <see cref="Cart.Fingerprint"/> of the cart to which it is bound; null in an offer, and for a voucher that
    /// is not bound to a cart.
    /// </summary>
    public string? OriginalCart { get; init; }

    /// <summary>All problems of the offer, one sentence each with its name; empty if the offer is valid.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        if (Name == default)
            problems.Add("Name: must be given.");
        if (Discount is null)
            problems.Add("Discount: must be given.");
        if (Discount?.Product is { } product && product == default)
            problems.Add("Discount: must name a product.");
        if (OriginalCart is not null)
            problems.Add("OriginalCart: only an issued voucher is bound to a specific cart; set ForOriginalCart.");
        if (MaxVouchers is < 1)
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"MaxVouchers: must be 1 or more, not {MaxVouchers}."));
        if (ValidFor.IsZero)
            problems.Add("ValidFor: the period is zero, so a voucher would expire when it is issued.");
        if (IsLongerThanACentury(ValidFor))
            problems.Add($"ValidFor: must be at most 100 years, not {ValidFor.ToText()}.");
        if (MinimumSpend < 0)
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"MinimumSpend: must be 0 or more, not {MinimumSpend}."));
        if (decimal.Round(MinimumSpend, Money.Decimals) != MinimumSpend)
            problems.Add(
                string.Create(CultureInfo.InvariantCulture, $"MinimumSpend: must have at most {Money.Decimals} decimal places, not {MinimumSpend}."));
        if (Currency is null || !Money.IsCurrency(Currency))
            problems.Add($"Currency: must be an ISO 4217 code of three capital letters such as EUR, not '{Currency}'.");
        if (CodePrefix is null || !VoucherCode.IsPrefix(CodePrefix))
            problems.Add($"CodePrefix: must be at most {VoucherCode.MaxPrefixLength} capital letters A to Z, not '{CodePrefix}'.");
        return [.. problems.Select(problem => $"Offer '{Name}': {problem}")];
    }

    /// <summary>The part of an order's total to which the minimum and a percentage apply.</summary>
    internal decimal GoodsOf(RedemptionRequest order) =>
        Math.Max(0, order.Total - (IncludesDelivery ? 0 : order.Delivery) - (IncludesTax ? 0 : order.Tax));

    /// <summary>The terms for a customer with this cart; null if the offer is bound to the original cart and the cart is empty.</summary>
    internal VoucherOffer? For(Cart cart) =>
        !ForOriginalCart ? this : cart.IsEmpty ? null : this with { OriginalCart = cart.Fingerprint };

    /// <summary>
    /// True if the order contains exactly the cart to which the voucher is bound, with or without its gift or reduced product.
    /// </summary>
    internal bool IsFor(IReadOnlyList<OrderLine> lines)
    {
        if (OriginalCart is null || CartLines.Fingerprint(lines) == OriginalCart)
            return true;
        return Discount.Product is { } extra
            && CartLines.Fingerprint(CartLines.Removed(CartLines.Added([], lines), [new OrderLine { Product = extra }])) == OriginalCart;
    }

    /// <summary>The last instant at which a voucher that is issued at a given time can be redeemed.</summary>
    internal DateTimeOffset ExpiryOf(DateTimeOffset issuedAt, TimeZoneInfo zone)
    {
        var end = LocalTime.Add(issuedAt, ValidFor, zone);
        if (ValidFor.TimePart == TimeSpan.Zero)
            end = LocalTime.StartOfDay(LocalTime.LocalDate(end, zone).AddDays(1), zone).AddMilliseconds(-1);
        return EndsAt < end ? EndsAt.Value : end;
    }

    private static bool IsLongerThanACentury(Period period) =>
        (period.MonthCount / 12.0) + (period.DayCount / 365.25) + (period.TimePart.TotalDays / 365.25) > 100;
}
