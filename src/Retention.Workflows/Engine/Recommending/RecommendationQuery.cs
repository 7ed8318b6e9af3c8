namespace Retention.Workflows.Engine.Recommending;

/// <summary>A request for products for a customer, with the data that the choice starts from.</summary>
internal sealed record RecommendationQuery
{
    internal required RecommendationBlock Block { get; init; }

    internal required CustomerId Customer { get; init; }

    /// <summary>The products that the customer bought, latest first.</summary>
    internal required IReadOnlyList<ProductId> Bought { get; init; }

    /// <summary>The customer's cart. It is only read if the block needs it.</summary>
    internal required Cart Cart { get; init; }

    /// <summary>The products chosen by an earlier step, if the block names one; otherwise empty.</summary>
    internal IReadOnlyList<ProductId> Chosen { get; init; } = [];

    /// <summary>
    /// The products that the choice starts from and never returns: the cart's products if the block needs the cart, else the purchases.
    /// </summary>
    internal IReadOnlyList<ProductId> Seed => Block.NeedsCart ? [.. Cart.Lines.Select(line => line.Product)] : Bought;

    /// <summary>How many products to request, more than needed if limits may exclude some.</summary>
    internal int RequestCount => Block.HasLimits ? (4 * Block.Count) + 20 : Block.Count;
}
