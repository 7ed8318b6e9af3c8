using Retention.Workflows.Time;

namespace Retention.Workflows.Vouchers;

/// <summary>Decides whether a voucher is redeemed. Pure.</summary>
internal static class RedemptionRules
{
    /// <summary>Decides; the first reason that applies, in this order: unknown, redeemed before, expired, other currency, other cart, other products, below the minimum.</summary>
    /// <param name="voucher">The voucher as it stands; none when the code is unknown.</param>
    /// <param name="request">What is wished.</param>
    /// <param name="now">The moment.</param>
    /// <param name="given">What the order was given when it redeemed the voucher before, as far as that is known.</param>
    /// <returns>The answer, with the voucher as it stands afterwards.</returns>
    internal static RedemptionResult Decide(Voucher? voucher, RedemptionRequest request, DateTimeOffset now, decimal? given = null)
    {
        if (voucher is null)
            return new RedemptionResult { Outcome = RedemptionOutcome.UnknownCode };
        if (IsRedeemedBy(request.OrderId, voucher))
            return Redeemed(voucher, given ?? voucher.Offer.Discount.TakenOff(request));
        if (Refusal(voucher, request, Instants.Normalize(now)) is { } refusal)
            return new RedemptionResult { Outcome = refusal, Voucher = voucher };

        var redeemed = voucher with { RedeemedAt = Instants.Normalize(now), RedeemedBy = request.OrderId };
        return Redeemed(redeemed, voucher.Offer.Discount.TakenOff(request));
    }

    /// <summary>Whether this very order redeemed the voucher before.</summary>
    internal static bool IsRedeemedBy(string orderId, Voucher voucher) =>
        voucher.RedeemedAt is not null && voucher.RedeemedBy == orderId;

    private static RedemptionOutcome? Refusal(Voucher voucher, RedemptionRequest request, DateTimeOffset now)
    {
        if (voucher.RedeemedAt is not null)
            return RedemptionOutcome.AlreadyRedeemed;
        if (now > voucher.ExpiresAt)
            return RedemptionOutcome.Expired;
        if (request.Currency != voucher.Offer.Currency)
            return RedemptionOutcome.OtherCurrency;
        if (!voucher.Offer.IsFor(request.Lines))
            return RedemptionOutcome.OtherCart;
        if (!voucher.Offer.Discount.Suits(request))
            return RedemptionOutcome.OtherProducts;
        if (request.Total < voucher.Offer.MinimumSpend)
            return RedemptionOutcome.BelowMinimumSpend;
        return null;
    }

    private static RedemptionResult Redeemed(Voucher voucher, decimal discount) =>
        new() { Outcome = RedemptionOutcome.Redeemed, Discount = discount, Voucher = voucher };
}
