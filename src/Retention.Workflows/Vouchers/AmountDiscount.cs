using System.Globalization;
using Retention.Workflows.Events;

namespace Retention.Workflows;

/// <summary>An amount of money off the total.</summary>
public sealed record AmountDiscount : Discount
{
    internal AmountDiscount(decimal value)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
        Money.ThrowIfInvalid(value);
        Value = value;
    }

    /// <summary>The amount, above 0, in the offer's currency.</summary>
    public decimal Value { get; }

    private protected override decimal Exact(decimal total) => Value;

    /// <summary>Returns the amount.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Value:0.00##}");
}
