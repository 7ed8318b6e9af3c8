using System.Globalization;

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
