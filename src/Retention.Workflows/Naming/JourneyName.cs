using Retention.Workflows.Naming;

namespace Retention.Workflows;

/// <summary>The name of a journey in kebab case. It must never change, because enrollments and history refer to it.</summary>
[System.ComponentModel.TypeConverter(typeof(JourneyNameConverter))]
public readonly record struct JourneyName
{
    private readonly string? _value;

    /// <summary>Creates a journey name.</summary>
    /// <exception cref="ArgumentException">The name is not kebab case.</exception>
    public JourneyName(string value) => _value = KebabName.Require(value, "journey");

    /// <summary>The name, as stored and written in JSON.</summary>
    public string Value => _value ?? throw new InvalidOperationException("This JourneyName has no value (default value).");

    /// <summary>Converts a text to a journey name.</summary>
    /// <exception cref="ArgumentException">The name is not kebab case.</exception>
    public static implicit operator JourneyName(string value) => new(value);

    /// <summary>Returns the name.</summary>
    public override string ToString() => _value ?? "";
}

internal sealed class JourneyNameConverter() : TextConverter<JourneyName>(static text => new JourneyName(text));
