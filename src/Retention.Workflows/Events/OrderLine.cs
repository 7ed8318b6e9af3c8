namespace Retention.Workflows;

/// <summary>One line of an order or a cart: product, quantity and price.</summary>
public sealed record OrderLine
{
    /// <summary>The shop's product id.</summary>
    public required ProductId Product { get; init; }

    /// <summary>The number of pieces, 1 or more; 1 by default.</summary>
    public int Quantity { get; init; } = 1;

    /// <summary>The price of one piece, in the event's currency; null (default) if unknown.</summary>
    public decimal? UnitPrice { get; init; }
}
