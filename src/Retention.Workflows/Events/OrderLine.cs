namespace Retention.Workflows;

/// <summary>One line of an order or a cart: which product, how many, at what price.</summary>
public sealed record OrderLine
{
    /// <summary>The shop's product id.</summary>
    public required ProductId Product { get; init; }

    /// <summary>How many pieces, 1 or more; default 1.</summary>
    public int Quantity { get; init; } = 1;

    /// <summary>The price of one piece in the event's currency; default unknown.</summary>
    public decimal? UnitPrice { get; init; }
}
