using Retention.Workflows.Journeys;

namespace Retention.Workflows;

/// <summary>A pattern of events: a name, and filters that the properties must all satisfy. Immutable.</summary>
public sealed record EventPattern
{
    /// <summary>Creates a pattern.</summary>
    /// <param name="name">The name of the events.</param>
    /// <param name="filters">Filters on the properties; an event must satisfy all of them.</param>
    public EventPattern(EventName name, params IReadOnlyList<PropertyFilter> filters)
    {
        ArgumentNullException.ThrowIfNull(filters);
        Name = name;
        Filters = [.. filters];
    }

    /// <summary>The name of the events.</summary>
    public EventName Name { get; }

    /// <summary>Filters on the properties; empty by default.</summary>
    public IReadOnlyList<PropertyFilter> Filters { get; }

    /// <summary>A pattern that accepts all events with this name.</summary>
    public static implicit operator EventPattern(EventName name) => new(name);

    /// <summary>A pattern that accepts all events with this name.</summary>
    /// <exception cref="ArgumentException">The text is not a valid event name.</exception>
    public static implicit operator EventPattern(string name) => new(new EventName(name));

    /// <summary>Same as the conversion from <see cref="EventName"/>, for languages without implicit conversions.</summary>
    public static EventPattern FromEventName(EventName name) => new(name);

    /// <summary>Same as the conversion from text, for languages without implicit conversions.</summary>
    public static EventPattern FromString(string name) => new(new EventName(name));

    /// <summary>Adds a filter: the property equals a value.</summary>
    public EventPattern Where(string key, PropertyValue value) => Where(new PropertyFilter(key, PropertyComparison.Equal, value));

    /// <summary>Adds a filter.</summary>
    public EventPattern Where(PropertyFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return new EventPattern(Name, [.. Filters, filter]);
    }

    /// <summary>True if the event has this name and satisfies all filters.</summary>
    public bool Accepts(CustomerEvent @event)
    {
        ArgumentNullException.ThrowIfNull(@event);
        return @event.Name == Name && Filters.All(filter => filter.Accepts(@event.Properties));
    }

    /// <summary>True if both have the same content.</summary>
    public bool Equals(EventPattern? other) => other is not null && Name == other.Name && Filters.SequenceEqual(other.Filters);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Filters.Count);

    /// <summary>Returns the pattern as text: "purchase where channel is store".</summary>
    public override string ToString() => Filters.Count == 0 ? Name.Value : $"{Name} where {string.Join(" and ", Filters)}";
}
