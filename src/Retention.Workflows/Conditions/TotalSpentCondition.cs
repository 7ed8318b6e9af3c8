using System.Globalization;
using Retention.Workflows.Events;

namespace Retention.Workflows.Journeys;

/// <summary>
/// The customer spent at least an amount in the shop's currency in a window, net of refunds. Purchases in other currencies are left out.
/// </summary>
public sealed record TotalSpentCondition : Condition
{
    /// <summary>Creates the condition.</summary>
    /// <exception cref="ArgumentException">The amount is negative, or has more than four decimals.</exception>
    public TotalSpentCondition(decimal atLeast, Window window)
    {
        ArgumentNullException.ThrowIfNull(window);
        ArgumentOutOfRangeException.ThrowIfNegative(atLeast);
        Money.ThrowIfInvalid(atLeast);
        AtLeast = atLeast;
        Window = window;
    }

    /// <summary>The minimum amount, in the shop's currency (<see cref="ShopProfile.Currency"/>).</summary>
    public decimal AtLeast { get; }

    /// <summary>The window in which the amount was spent.</summary>
    public Window Window { get; }

    /// <inheritdoc/>
    public override string Describe() =>
        string.Create(CultureInfo.InvariantCulture, $"spent at least {AtLeast:0.####} {Window.Describe()}");

    internal override string DescribeOpposite() =>
        string.Create(CultureInfo.InvariantCulture, $"spent less than {AtLeast:0.####} {Window.Describe()}");
}
