using System.Globalization;
using Retention.Workflows.Events;

namespace Retention.Workflows.Journeys;

/// <summary>The total of the customer's cart is at least an amount, in the cart's own currency.</summary>
public sealed record CartTotalCondition : Condition
{
    /// <summary>Creates the condition.</summary>
    /// <exception cref="ArgumentException">The amount is negative, or has more than four decimals.</exception>
    public CartTotalCondition(decimal atLeast)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(atLeast);
        Money.ThrowIfInvalid(atLeast);
        AtLeast = atLeast;
    }

    /// <summary>The minimum total. An empty cart and a cart with an unknown total never satisfy the condition.</summary>
    public decimal AtLeast { get; }

    /// <inheritdoc/>
    public override string Describe() => string.Create(CultureInfo.InvariantCulture, $"a cart of at least {AtLeast:0.####}");

    internal override string DescribeOpposite() => string.Create(CultureInfo.InvariantCulture, $"no cart of at least {AtLeast:0.####}");

    internal bool Accepts(Cart cart) => cart.Total >= AtLeast;

    /// <summary>Describes the cart that was found.</summary>
    internal static string Describe(Cart cart) =>
        cart.IsEmpty ? "the cart is empty"
        : cart.Total is { } total
            ? string.Create(CultureInfo.InvariantCulture, $"the cart comes to {total:0.####} {cart.Currency}").TrimEnd()
        : "the cart's total is not known";
}
