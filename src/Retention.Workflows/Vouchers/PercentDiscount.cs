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

    /// <summary>
    /// The share of the total, rounded to cents, halves away from zero. Never more than the total; 0 for a negative total.
    /// </summary>
    public override decimal TakenOff(decimal total) =>
        Math.Max(0, Math.Min(total, Math.Round(total * Value / 100, 2, MidpointRounding.AwayFromZero)));

    /// <summary>Returns <c>20 %</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Value:0.##} %");
}
