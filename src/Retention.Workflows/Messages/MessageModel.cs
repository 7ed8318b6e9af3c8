namespace Retention.Workflows;

/// <summary>What a template may say: the customer, the last voucher, recommended products and the shop.</summary>
/// <remarks>What templates call these is listed, a variable each, in <see cref="MessageVariables"/>.</remarks>
public sealed record MessageModel
{
    /// <summary>To whom the message goes.</summary>
    public required Customer Customer { get; init; }

    /// <summary>Who writes.</summary>
    public required ShopProfile Shop { get; init; }

    /// <summary>The journey that sends.</summary>
    public required JourneyName Journey { get; init; }

    /// <summary>The step that sends.</summary>
    public required string Step { get; init; }

    /// <summary>The zone in which dates are shown: the customer's, else the shop's.</summary>
    public required TimeZoneInfo Zone { get; init; }

    /// <summary>The voucher that the enrollment issued last; none when it issued none.</summary>
    public Voucher? Voucher { get; init; }

    /// <summary>Recommended products and how to show them; none when the step asks for none.</summary>
    public RecommendedProducts? Recommendations { get; init; }
}
