using System.Text.Json.Serialization;
using Retention.Workflows.Recommendations;

namespace Retention.Workflows;

/// <summary>The strategy that chooses the recommended products.</summary>
public enum RecommendationStrategy
{
    /// <summary>By the customer's purchases, as <see cref="IRecommender"/> answers. The default.</summary>
    ForCustomer = 0,

    /// <summary>Products that go with the cart: <see cref="IRecommender"/>, with the cart's products as the purchased ones.</summary>
    WithCart = 1,

    /// <summary>
    /// Cheaper products of the same categories as those in the cart, the most expensive first. Stored as <c>cheaper-than-cart</c>.
    /// </summary>
    [JsonStringEnumMemberName("cheaper-than-cart")]
    DownSell = 2,

    /// <summary>
    /// More expensive products of the same categories as those in the cart, the cheapest first. Stored as <c>dearer-than-cart</c>.
    /// </summary>
    [JsonStringEnumMemberName("dearer-than-cart")]
    UpSell = 3,
}
