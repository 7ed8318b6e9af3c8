using Retention.Workflows.Recommendations;

namespace Retention.Workflows;

/// <summary>By what recommended products are chosen.</summary>
public enum RecommendationStrategy
{
    /// <summary>By what the customer bought: what <see cref="IRecommender"/> answers. The default.</summary>
    ForCustomer = 0,

    /// <summary>What goes with what lies in the cart: <see cref="IRecommender"/>, asked with the cart as what was bought.</summary>
    WithCart = 1,

    /// <summary>Cheaper products of the same categories as those in the cart, the dearest of them first.</summary>
    DownSell = 2,

    /// <summary>Dearer products of the same categories as those in the cart, the cheapest of them first: up-sell.</summary>
    UpSell = 3,
}
