using Retention.Workflows.Naming;

namespace Retention.Workflows;

/// <summary>What happened, named in kebab case: <c>purchase</c>, <c>being-warmed-up</c>.</summary>
public readonly record struct EventName
{
    private readonly string? _value;

    /// <summary>Names an event.</summary>
    /// <exception cref="ArgumentException">The name is not kebab case (lower-case letters, digits and single hyphens, at most 64 characters).</exception>
    public EventName(string value) => _value = KebabName.Require(value, "event");

    /// <summary>The name, as stored and written in JSON.</summary>
    public string Value => _value ?? throw new InvalidOperationException("This EventName was never given a value (default).");

    /// <summary>Takes the text as an event name.</summary>
    /// <exception cref="ArgumentException">The name is not kebab case.</exception>
    public static implicit operator EventName(string value) => new(value);

    /// <summary>Returns the name.</summary>
    public override string ToString() => _value ?? "";
}
