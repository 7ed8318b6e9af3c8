using System.Globalization;
using Retention.Workflows.Events;
using Retention.Workflows.Naming;

namespace Retention.Workflows.Journeys;

/// <summary>The number of events with a name, and optionally with certain properties, in a window satisfies a count rule.</summary>
public sealed record EventCountCondition : Condition
{
    /// <summary>Creates the condition.</summary>
    public EventCountCondition(EventName name, Window window, CountRule count, params IReadOnlyList<PropertyFilter> filters)
    {
        ArgumentNullException.ThrowIfNull(window);
        ArgumentNullException.ThrowIfNull(filters);
        Event = name;
        Window = window;
        Count = count;
        Filters = [.. filters];
    }

    /// <summary>The name of the counted events.</summary>
    public EventName Event { get; }

    /// <summary>The window in which the events are counted.</summary>
    public Window Window { get; }

    /// <summary>The required number of events.</summary>
    public CountRule Count { get; }

    /// <summary>Filters on the event's properties. An event counts if it satisfies all of them. Empty by default.</summary>
    public IReadOnlyList<PropertyFilter> Filters { get; }

    /// <inheritdoc/>
    public override string Describe() => Describe(Count);

    internal override string DescribeOpposite() => Count.Opposite is { } opposite ? Describe(opposite) : base.DescribeOpposite();

    private string Describe(CountRule count)
    {
        var filters = Filters.Count == 0 ? "" : $" (where {string.Join(" and ", Filters)})";
        return $"{count.Of(Event.ToString())}{filters} {Window.Describe()}";
    }

    /// <summary>True if both have the same content.</summary>
    public bool Equals(EventCountCondition? other) =>
        other is not null && Event == other.Event && Window == other.Window && Count == other.Count && Filters.SequenceEqual(other.Filters);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Event, Window, Count, Filters.Count);
}

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

/// <summary>The customer spent at least an amount in a window, net of refunds. All purchases must be in one currency.</summary>
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

    /// <summary>The minimum amount, in the customer's currency.</summary>
    public decimal AtLeast { get; }

    /// <summary>The window in which the amount was spent.</summary>
    public Window Window { get; }

    /// <inheritdoc/>
    public override string Describe() =>
        string.Create(CultureInfo.InvariantCulture, $"spent at least {AtLeast:0.####} {Window.Describe()}");

    internal override string DescribeOpposite() =>
        string.Create(CultureInfo.InvariantCulture, $"spent less than {AtLeast:0.####} {Window.Describe()}");
}

/// <summary>The customer opened a message that this enrollment sent. A click implies an open.</summary>
public sealed record OpenedCondition : Condition
{
    /// <summary>Creates the condition.</summary>
    /// <param name="step">The step that sent the message.</param>
    /// <param name="humanOnly">
    /// True: only opens that are certainly by a human count. False (default): opens of unknown origin count too, opens by machines do not.
    /// </param>
    /// <exception cref="ArgumentException">The name is not kebab case.</exception>
    public OpenedCondition(string step, bool humanOnly = false)
    {
        Step = KebabName.Require(step, "step");
        HumanOnly = humanOnly;
    }

    /// <summary>The step that sent the message.</summary>
    public string Step { get; }

    /// <summary>True if only opens that are certainly by a human count; false by default.</summary>
    public bool HumanOnly { get; }

    /// <inheritdoc/>
    public override string Describe() => $"opened {Step}{Evidence}";

    internal override string DescribeOpposite() => $"did not open {Step}{Evidence}";

    private string Evidence => HumanOnly ? " (humans only)" : "";
}
