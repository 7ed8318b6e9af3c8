using System.Globalization;

namespace Retention.Workflows;

/// <summary>A percentage off the total.</summary>
public sealed record PercentDiscount : Discount
{
    internal PercentDiscount(decimal value)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 100);
        Value = value;
    }

    /// <summary>The percentage, above 0 and at most 100.</summary>
    public decimal Value { get; }

    private protected override decimal Exact(decimal total) => total * Value / 100;

    /// <summary>Returns <c>20 %</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Value:0.##} %");
}
