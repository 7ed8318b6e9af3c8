using System.Globalization;

namespace Retention.Workflows;

/// <summary>What a voucher gives. More kinds join this family as offers need them.</summary>
public abstract record Discount
{
    private protected Discount()
    {
    }

    /// <summary>So many percent off the order.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not above 0 and at most 100.</exception>
    public static Discount Percent(decimal percent) => new PercentDiscount(percent);

    /// <summary>So much money off the order, in the offer's currency.</summary>
    /// <exception cref="ArgumentException">Not above 0, or more than four decimals.</exception>
    public static Discount Amount(decimal amount) => new AmountDiscount(amount);

    /// <summary>What is taken off an order with this total: 0 or more, and never more than the total.</summary>
    public abstract decimal TakenOff(decimal total);
}

/// <summary>So many percent off.</summary>
public sealed record PercentDiscount : Discount
{
    internal PercentDiscount(decimal value)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 100);
        Value = value;
    }

    /// <summary>Above 0, at most 100.</summary>
    public decimal Value { get; }

    /// <summary>The share of the total, rounded to cents, halves away from zero; never more than the total, and 0 of a negative one.</summary>
    public override decimal TakenOff(decimal total) =>
        Math.Max(0, Math.Min(total, Math.Round(total * Value / 100, 2, MidpointRounding.AwayFromZero)));

    /// <summary>Returns <c>20 %</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Value:0.##} %");
}

/// <summary>So much money off.</summary>
public sealed record AmountDiscount : Discount
{
    internal AmountDiscount(decimal value)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
        Money.ThrowIfInvalid(value);
        Value = value;
    }

    /// <summary>Above 0, in the offer's currency.</summary>
    public decimal Value { get; }

    /// <inheritdoc/>
    public override decimal TakenOff(decimal total) => Math.Max(0, Math.Min(Value, total));

    /// <summary>Returns the amount.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Value:0.00##}");
}
