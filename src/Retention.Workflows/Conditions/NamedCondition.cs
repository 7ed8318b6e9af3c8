using Retention.Workflows.Naming;

namespace Retention.Workflows.Journeys;

/// <summary>A condition that the host registered under a name: a custom segment.</summary>
public sealed record NamedCondition : Condition
{
    /// <summary>Creates the condition.</summary>
    /// <exception cref="ArgumentException">The name is not kebab case.</exception>
    public NamedCondition(string name) => Name = KebabName.Require(name, "segment");

    /// <summary>The registered name of the condition.</summary>
    public string Name { get; }

    /// <inheritdoc/>
    public override string Describe() => $"in custom segment {Name}";
}
