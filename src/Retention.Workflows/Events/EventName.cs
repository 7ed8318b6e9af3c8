using Retention.Workflows.Naming;

namespace Retention.Workflows;

/// <summary>The name of an event in kebab case: <c>purchase</c>, <c>being-warmed-up</c>.</summary>
[System.ComponentModel.TypeConverter(typeof(EventNameConverter))]
public readonly record struct EventName
{
    private readonly string? _value;

    /// <summary>Creates an event name.</summary>
    /// <exception cref="ArgumentException">
    /// The name is not kebab case (lower-case letters, digits and single hyphens, at most 64 characters).
    /// </exception>
    public EventName(string value) => _value = KebabName.Require(value, "event");

    /// <summary>The name, as stored and written in JSON.</summary>
    public string Value => _value ?? throw new InvalidOperationException("This EventName has no value (default value).");

    /// <summary>Converts a text to an event name.</summary>
    /// <exception cref="ArgumentException">The name is not kebab case.</exception>
    public static implicit operator EventName(string value) => new(value);

    /// <summary>Returns the name.</summary>
    public override string ToString() => _value ?? "";
}

internal sealed class EventNameConverter() : TextConverter<EventName>(static text => new EventName(text));
