using Retention.Workflows.Journeys;

namespace Retention.Workflows;

/// <summary>Which events are meant: those of a name whose properties fulfil all demands. Immutable.</summary>
public sealed record EventPattern
{
    /// <summary>Describes events.</summary>
    /// <param name="name">What happened.</param>
    /// <param name="filters">Demands on the properties; all must be fulfilled.</param>
    public EventPattern(EventName name, params IReadOnlyList<PropertyFilter> filters)
    {
        ArgumentNullException.ThrowIfNull(filters);
        Name = name;
        Filters = [.. filters];
    }

    /// <summary>What happened.</summary>
    public EventName Name { get; }

    /// <summary>Demands on the properties; default none.</summary>
    public IReadOnlyList<PropertyFilter> Filters { get; }

    /// <summary>Events of a name, whatever else they say.</summary>
    public static implicit operator EventPattern(EventName name) => new(name);

    /// <summary>Events of a name, whatever else they say.</summary>
    /// <exception cref="ArgumentException">The text is no event name.</exception>
    public static implicit operator EventPattern(string name) => new(new EventName(name));

    /// <summary>The same as the conversion, for languages without conversions.</summary>
    public static EventPattern FromEventName(EventName name) => new(name);

    /// <summary>The same as the conversion, for languages without conversions.</summary>
    public static EventPattern FromString(string name) => new(new EventName(name));

    /// <summary>Adds a demand: the property equals a value.</summary>
    public EventPattern Where(string key, PropertyValue value) => Where(new PropertyFilter(key, PropertyComparison.Equal, value));

    /// <summary>Adds a demand.</summary>
    public EventPattern Where(PropertyFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return new EventPattern(Name, [.. Filters, filter]);
    }

    /// <summary>Whether an event is one of these.</summary>
    public bool Accepts(CustomerEvent @event)
    {
        ArgumentNullException.ThrowIfNull(@event);
        return @event.Name == Name && Filters.All(filter => filter.Accepts(@event.Properties));
    }

    /// <summary>Whether both mean the same.</summary>
    public bool Equals(EventPattern? other) => other is not null && Name == other.Name && Filters.SequenceEqual(other.Filters);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Filters.Count);

    /// <summary>Returns the pattern as text: "purchase where channel is store".</summary>
    public override string ToString() => Filters.Count == 0 ? Name.Value : $"{Name} where {string.Join(" and ", Filters)}";
}
