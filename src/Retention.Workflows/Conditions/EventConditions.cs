using System.Globalization;
using Retention.Workflows.Events;
using Retention.Workflows.Naming;

namespace Retention.Workflows.Journeys;

/// <summary>So many events of a name, perhaps with certain properties, happened in a window.</summary>
public sealed record EventCountCondition : Condition
{
    /// <summary>Asks for a number of events.</summary>
    public EventCountCondition(EventName name, Window window, CountRule count, params IReadOnlyList<PropertyFilter> filters)
    {
        ArgumentNullException.ThrowIfNull(window);
        ArgumentNullException.ThrowIfNull(filters);
        Event = name;
        Window = window;
        Count = count;
        Filters = [.. filters];
    }

    /// <summary>Which events.</summary>
    public EventName Event { get; }

    /// <summary>When they happened.</summary>
    public Window Window { get; }

    /// <summary>How many are wanted.</summary>
    public CountRule Count { get; }

    /// <summary>What each event must fulfil to count; all of them. Empty by default.</summary>
    public IReadOnlyList<PropertyFilter> Filters { get; }

    /// <inheritdoc/>
    public override string Describe() => Describe(Count);

    internal override string DescribeOpposite() => Count.Opposite is { } opposite ? Describe(opposite) : base.DescribeOpposite();

    private string Describe(CountRule count)
    {
        var filters = Filters.Count == 0 ? "" : $" (where {string.Join(" and ", Filters)})";
        return $"{count.Of(Event.ToString())}{filters} {Window.Describe()}";
    }

    /// <summary>Whether both ask the same.</summary>
    public bool Equals(EventCountCondition? other) =>
        other is not null && Event == other.Event && Window == other.Window && Count == other.Count && Filters.SequenceEqual(other.Filters);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Event, Window, Count, Filters.Count);
}

/// <summary>The last purchase lies within a period, or longer ago. Who never bought fulfils neither.</summary>
public sealed record LastPurchaseCondition : Condition
{
    /// <summary>Asks when the customer last bought.</summary>
    /// <param name="period">The period, counted back from now by the calendar of the customer's zone.</param>
    /// <param name="within"><see langword="true"/>: in that period; <see langword="false"/>: longer ago.</param>
    /// <exception cref="ArgumentException">The period is zero.</exception>
    public LastPurchaseCondition(Period period, bool within)
    {
        if (period.IsZero)
            throw new ArgumentException("The period must be longer than nothing.", nameof(period));
        Period = period;
        IsWithin = within;
    }

    /// <summary>The period.</summary>
    public Period Period { get; }

    /// <summary>In that period, or longer ago.</summary>
    public bool IsWithin { get; }

    /// <inheritdoc/>
    public override string Describe() => $"last purchase {(IsWithin ? "in the last" : "more than")} {Period.ToText()}{(IsWithin ? "" : " ago")}";

    internal override string DescribeOpposite() =>
        IsWithin ? $"no purchase in the last {Period.ToText()}" : $"no last purchase more than {Period.ToText()} ago";
}

/// <summary>What the customer spent in a window, net of refunds, is at least an amount. All purchases must be in one currency.</summary>
public sealed record TotalSpentCondition : Condition
{
    /// <summary>Asks for an amount.</summary>
    /// <exception cref="ArgumentException">The amount is negative, or has more than four decimals.</exception>
    public TotalSpentCondition(decimal atLeast, Window window)
    {
        ArgumentNullException.ThrowIfNull(window);
        ArgumentOutOfRangeException.ThrowIfNegative(atLeast);
        Money.ThrowIfInvalid(atLeast);
        AtLeast = atLeast;
        Window = window;
    }

    /// <summary>The least amount, in the customer's currency.</summary>
    public decimal AtLeast { get; }

    /// <summary>When it was spent.</summary>
    public Window Window { get; }

    /// <inheritdoc/>
    public override string Describe() => string.Create(CultureInfo.InvariantCulture, $"spent at least {AtLeast:0.####} {Window.Describe()}");

    internal override string DescribeOpposite() => string.Create(CultureInfo.InvariantCulture, $"spent less than {AtLeast:0.####} {Window.Describe()}");
}

/// <summary>A message that this enrollment sent was opened. A click implies an open.</summary>
public sealed record OpenedCondition : Condition
{
    /// <summary>Asks whether a message was opened.</summary>
    /// <param name="step">The step that sent it.</param>
    /// <param name="humanOnly">Count only what certainly was a human; by default what is unknown counts too, and only machines do not.</param>
    /// <exception cref="ArgumentException">The name is not kebab case.</exception>
    public OpenedCondition(string step, bool humanOnly = false)
    {
        Step = KebabName.Require(step, "step");
        HumanOnly = humanOnly;
    }

    /// <summary>The step that sent the message.</summary>
    public string Step { get; }

    /// <summary>Whether only certain humans count; default no.</summary>
    public bool HumanOnly { get; }

    /// <inheritdoc/>
    public override string Describe() => $"opened {Step}{Evidence}";

    internal override string DescribeOpposite() => $"did not open {Step}{Evidence}";

    private string Evidence => HumanOnly ? " (humans only)" : "";
}
