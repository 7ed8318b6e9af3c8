using System.Globalization;

namespace Retention.Workflows.Journeys;

/// <summary>The last purchase is within a period, or longer ago. A customer without a purchase satisfies neither.</summary>
public sealed record LastPurchaseCondition : Condition
{
    /// <summary>Creates the condition.</summary>
    /// <param name="period">The period, counted back from now by the calendar of the customer's time zone.</param>
    /// <param name="within"><see langword="true"/>: within the period; <see langword="false"/>: longer ago.</param>
    /// <exception cref="ArgumentException">The period is zero.</exception>
    public LastPurchaseCondition(Period period, bool within)
    {
        if (period.IsZero)
            throw new ArgumentException("The period must not be zero.", nameof(period));
        Period = period;
        IsWithin = within;
    }

    /// <summary>The period.</summary>
    public Period Period { get; }

    /// <summary>True: the last purchase must be within the period. False: it must be longer ago.</summary>
    public bool IsWithin { get; }

    /// <inheritdoc/>
    public override string Describe() =>
        $"last purchase {(IsWithin ? "in the last" : "more than")} {Period.ToText()}{(IsWithin ? "" : " ago")}";

    internal override string DescribeOpposite() =>
        IsWithin ? $"no purchase in the last {Period.ToText()}" : $"no last purchase more than {Period.ToText()} ago";
}
