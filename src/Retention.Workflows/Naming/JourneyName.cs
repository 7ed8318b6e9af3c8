using Retention.Workflows.Naming;

namespace Retention.Workflows;

/// <summary>Names a journey in kebab case, for ever: enrollments and history refer to it.</summary>
public readonly record struct JourneyName
{
    private readonly string? _value;

    /// <summary>Names a journey.</summary>
    /// <exception cref="ArgumentException">The name is not kebab case.</exception>
    public JourneyName(string value) => _value = KebabName.Require(value, "journey");

    /// <summary>The name, as stored and written in JSON.</summary>
    public string Value => _value ?? throw new InvalidOperationException("This JourneyName was never given a value (default).");

    /// <summary>Returns the name.</summary>
    public override string ToString() => _value ?? "";
}
