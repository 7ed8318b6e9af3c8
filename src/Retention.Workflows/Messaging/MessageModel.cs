using Retention.Workflows.Recommendations;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Messaging;

/// <summary>What a template may say: the customer, the last voucher, the cart, recommended products, stores nearby and the shop.</summary>
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

    /// <summary>Where the customer unsubscribes; none for a transactional message, or when the host has no such page.</summary>
    public Uri? UnsubscribeUrl { get; init; }

    /// <summary>The zone in which dates are shown: the customer's, else the shop's.</summary>
    public required TimeZoneInfo Zone { get; init; }

    /// <summary>The voucher that the enrollment issued last; none when it issued none.</summary>
    public Voucher? Voucher { get; init; }

    /// <summary>Recommended products and how to show them; none when the step asks for none.</summary>
    public RecommendedProducts? Recommendations { get; init; }

    /// <summary>What lies in the customer's cart; none when the template does not show it. Never empty where the template shows it.</summary>
    public Cart? Cart { get; init; }

    /// <summary>Stores nearby that have something of the cart, nearest first; empty when there are none, or the template does not show them.</summary>
    public IReadOnlyList<StoreStock> Stores { get; init; } = [];

    /// <summary>What the catalogue knows of the products in the cart, in stores and of the voucher; what it does not know is shown by its id.</summary>
    public IReadOnlyDictionary<ProductId, Product> Products { get; init; } = new Dictionary<ProductId, Product>();
}
