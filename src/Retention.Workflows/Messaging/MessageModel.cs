using Retention.Workflows.Recommendations;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Messaging;

/// <summary>The data of a template: the customer, the last voucher, the cart, recommended products, nearby stores and the shop.</summary>
/// <remarks><see cref="MessageVariables"/> lists the variables under which templates use these values.</remarks>
public sealed record MessageModel
{
    /// <summary>The recipient.</summary>
    public required Customer Customer { get; init; }

    /// <summary>The shop that sends the message.</summary>
    public required ShopProfile Shop { get; init; }

    /// <summary>The journey that sends the message.</summary>
    public required JourneyName Journey { get; init; }

    /// <summary>The step that sends the message.</summary>
    public required string Step { get; init; }

    /// <summary>The unsubscribe link; null for a transactional message, or if the host has no such page.</summary>
    public Uri? UnsubscribeUrl { get; init; }

    /// <summary>The time zone in which dates are shown: the customer's, otherwise the shop's.</summary>
    public required TimeZoneInfo Zone { get; init; }

    /// <summary>The voucher that the enrollment issued last; null if it issued none.</summary>
    public Voucher? Voucher { get; init; }

    /// <summary>Recommended products and how to show them; null if the step recommends none.</summary>
    public RecommendedProducts? Recommendations { get; init; }

    /// <summary>The customer's cart; null if the template does not show it. Never empty if the template shows it.</summary>
    public Cart? Cart { get; init; }

    /// <summary>
    /// Nearby stores that have products of the cart in stock, nearest first. Empty if there are none, or if the template does not show
    /// them.
    /// </summary>
    public IReadOnlyList<StoreStock> Stores { get; init; } = [];

    /// <summary>
    /// Product details from the catalogue for the cart, the stores and the voucher. A product without an entry is shown by its id.
    /// </summary>
    public IReadOnlyDictionary<ProductId, Product> Products { get; init; } = new Dictionary<ProductId, Product>();
}
