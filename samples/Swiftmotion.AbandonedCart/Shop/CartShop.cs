using Retention.Workflows;
using Retention.Workflows.Recommendations;
using Swiftmotion.Churn;

namespace Swiftmotion.AbandonedCart;

/// <summary>A shop with its customers, products, stores and clicks: what the sample stores and replays.</summary>
public sealed record CartShop
{
    /// <summary>Customers, products and all events, in order of time.</summary>
    public required ShopData Data { get; init; }

    /// <summary>The physical stores with their stock.</summary>
    public required StoreTable Stores { get; init; }

    /// <summary>The product that the gift voucher of a large cart gives.</summary>
    public required ProductId Gift { get; init; }

    /// <summary>The day on which the journey goes live.</summary>
    public required DateOnly LiveFrom { get; init; }
}
