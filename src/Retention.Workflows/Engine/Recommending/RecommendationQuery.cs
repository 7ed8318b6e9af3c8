namespace Retention.Workflows.Engine.Recommending;

/// <summary>What products are wanted for a customer, and what the choice starts from.</summary>
internal sealed record RecommendationQuery
{
    internal required RecommendationBlock Block { get; init; }

    internal required CustomerId Customer { get; init; }

    /// <summary>What the customer bought, latest first.</summary>
    internal required IReadOnlyList<ProductId> Bought { get; init; }

    /// <summary>What lies in the cart: only asked for where the block is about it.</summary>
    internal required Cart Cart { get; init; }

    /// <summary>What an earlier step chose, where the block names one; empty where it chose nothing.</summary>
    internal IReadOnlyList<ProductId> Chosen { get; init; } = [];

    /// <summary>What the choice starts from and never chooses: what lies in the cart where it is about the cart, else what was bought.</summary>
    internal IReadOnlyList<ProductId> Seed => Block.NeedsCart ? [.. Cart.Lines.Select(line => line.Product)] : Bought;

    /// <summary>So many more are asked for as the limits may leave out.</summary>
    internal int Spare => Block.HasLimits ? (4 * Block.Count) + 20 : Block.Count;
}
