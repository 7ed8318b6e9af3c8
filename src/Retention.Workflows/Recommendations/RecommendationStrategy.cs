using System.Text.Json.Serialization;
using Retention.Workflows.Recommendations;

namespace Retention.Workflows;

/// <summary>By what recommended products are chosen.</summary>
public enum RecommendationStrategy
{
    /// <summary>By what the customer bought: what <see cref="IRecommender"/> answers. The default.</summary>
    ForCustomer = 0,

    /// <summary>What goes with what lies in the cart: <see cref="IRecommender"/>, asked with the cart as what was bought.</summary>
    WithCart = 1,

    /// <summary>Cheaper products of the same categories as those in the cart, the most expensive of them first. Stored as <c>cheaper-than-cart</c>.</summary>
    [JsonStringEnumMemberName("cheaper-than-cart")]
    DownSell = 2,

    /// <summary>More expensive products of the same categories as those in the cart, the cheapest of them first. Stored as <c>dearer-than-cart</c>.</summary>
    [JsonStringEnumMemberName("dearer-than-cart")]
    UpSell = 3,
}
