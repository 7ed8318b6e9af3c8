using Retention.Workflows.Time;

namespace Retention.Workflows.Vouchers;

/// <summary>Decides whether a voucher can be redeemed. Pure.</summary>
internal static class RedemptionRules
{
    /// <summary>
    /// Decides by the first reason that applies, in this order: unknown, already redeemed, expired, other currency, other cart, other
    /// products, below the minimum.
    /// </summary>
    /// <param name="voucher">The current voucher; null if the code is unknown.</param>
    /// <param name="request">The request.</param>
    /// <param name="now">The current time.</param>
    /// <param name="given">The discount that the order got when it redeemed the voucher; null if unknown.</param>
    /// <returns>The result, with the voucher after the redemption.</returns>
    internal static RedemptionResult Decide(Voucher? voucher, RedemptionRequest request, DateTimeOffset now, decimal? given = null)
    {
        if (voucher is null)
            return new RedemptionResult { Outcome = RedemptionOutcome.UnknownCode };
        if (IsRedeemedBy(request.OrderId, voucher))
            return Again(voucher, request, given);
        if (Refusal(voucher, request, Instants.Normalize(now)) is { } refusal)
            return new RedemptionResult { Outcome = refusal, Voucher = voucher };

        var redeemed = voucher with { RedeemedAt = Instants.Normalize(now), RedeemedBy = request.OrderId };
        return Redeemed(redeemed, DiscountOf(voucher, request));
    }

    /// <summary>True if the same order redeemed the voucher before.</summary>
    internal static bool IsRedeemedBy(string orderId, Voucher voucher) =>
        voucher.RedeemedAt is not null && voucher.RedeemedBy == orderId;

    private static RedemptionOutcome? Refusal(Voucher voucher, RedemptionRequest request, DateTimeOffset now)
    {
        if (voucher.RedeemedAt is not null)
            return RedemptionOutcome.AlreadyRedeemed;
        if (now > voucher.ExpiresAt)
            return RedemptionOutcome.Expired;
        return RefusalByOrder(voucher, request);
    }

    /// <summary>What keeps an order from the voucher, whether it asks for the first time or again.</summary>
    private static RedemptionOutcome? RefusalByOrder(Voucher voucher, RedemptionRequest request)
    {
        if (request.Currency != voucher.Offer.Currency)
            return RedemptionOutcome.OtherCurrency;
        if (!voucher.Offer.IsFor(request.Lines))
            return RedemptionOutcome.OtherCart;
        if (!voucher.Offer.Discount.Suits(request))
            return RedemptionOutcome.OtherProducts;
        if (voucher.Offer.GoodsOf(request) < voucher.Offer.MinimumSpend)
            return RedemptionOutcome.BelowMinimumSpend;
        return null;
    }

    /// <summary>
    /// The same order asks again. The voucher follows an order that has changed: if the order does not qualify any more, the voucher is
    /// taken back, and the discount is never more than the order as it is now allows. An order that has grown keeps its discount.
    /// </summary>
    private static RedemptionResult Again(Voucher voucher, RedemptionRequest request, decimal? given)
    {
        if (RefusalByOrder(voucher, request) is { } refusal)
            return new RedemptionResult { Outcome = refusal, Voucher = Released(voucher) };
        return Redeemed(voucher, Math.Min(given ?? decimal.MaxValue, DiscountOf(voucher, request)));
    }

    /// <summary>The voucher as it was before its redemption.</summary>
    internal static Voucher Released(Voucher voucher) => voucher with { RedeemedAt = null, RedeemedBy = null };

    /// <summary>The voucher as it is if it cannot be redeemed from now on.</summary>
    internal static Voucher Ended(Voucher voucher, DateTimeOffset now) =>
        voucher.ExpiresAt < now ? voucher : voucher with { ExpiresAt = Instants.Normalize(now).AddMilliseconds(-1) };

    private static decimal DiscountOf(Voucher voucher, RedemptionRequest request) =>
        voucher.Offer.Discount.TakenOff(request, voucher.Offer.GoodsOf(request));

    private static RedemptionResult Redeemed(Voucher voucher, decimal discount) =>
        new() { Outcome = RedemptionOutcome.Redeemed, Discount = discount, Voucher = voucher };
}
