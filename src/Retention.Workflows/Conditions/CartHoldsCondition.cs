using System.Globalization;

namespace Retention.Workflows.Journeys;

/// <summary>The customer's cart contains one of certain products, or any product.</summary>
public sealed record CartHoldsCondition : Condition
{
    /// <summary>Creates the condition.</summary>
    /// <param name="products">One of these products must be in the cart; an empty list accepts any product. Duplicates are removed.</param>
    public CartHoldsCondition(params IReadOnlyList<ProductId> products)
    {
        ArgumentNullException.ThrowIfNull(products);
        Products = [.. products.Distinct()];
    }

    /// <summary>The accepted products, without duplicates; empty accepts any product.</summary>
    public IReadOnlyList<ProductId> Products { get; }

    /// <inheritdoc/>
    public override string Describe() => Products.Count == 0 ? "something in the cart" : $"{Named} in the cart";

    internal override string DescribeOpposite() => Products.Count == 0 ? "nothing in the cart" : $"not {Named} in the cart";

    internal bool Accepts(Cart cart) => Products.Count == 0 ? !cart.IsEmpty : cart.Lines.Any(line => Products.Contains(line.Product));

    /// <summary>Describes the cart that was found.</summary>
    internal static string Describe(Cart cart) => cart.Lines.Count switch
    {
        0 => "the cart is empty",
        1 => "1 product in the cart",
        var count => string.Create(CultureInfo.InvariantCulture, $"{count} products in the cart"),
    };

    /// <summary>True if both list the same products in the same order.</summary>
    public bool Equals(CartHoldsCondition? other) => other is not null && Products.SequenceEqual(other.Products);

    /// <inheritdoc/>
    public override int GetHashCode() => Products.Aggregate(0, HashCode.Combine);

    private string Named => Products.Count == 1 ? Products[0].Value : $"{string.Join(", ", Products.SkipLast(1))} or {Products[^1]}";
}
