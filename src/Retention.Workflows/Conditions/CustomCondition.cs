using Retention.Workflows.Naming;

namespace Retention.Workflows.Journeys;

/// <summary>
/// A predicate in the host's own code, registered under a name. Use it for questions that no other condition can express.
/// </summary>
public sealed record CustomCondition : Condition
{
    /// <summary>Creates the condition.</summary>
    /// <exception cref="ArgumentException">The name is not kebab case.</exception>
    public CustomCondition(string name, PropertyBag? arguments = null)
    {
        Name = KebabName.Require(name, "condition");
        Arguments = arguments ?? PropertyBag.Empty;
    }

    /// <summary>The registered name of the predicate.</summary>
    public string Name { get; }

    /// <summary>The arguments that the journey passes to the predicate; empty by default.</summary>
    public PropertyBag Arguments { get; }

    /// <inheritdoc/>
    public override string Describe() => Arguments.Count == 0
        ? $"satisfies {Name}"
        : $"satisfies {Name} ({string.Join(", ", Described)})";

    private IEnumerable<string> Described =>
        Arguments.OrderBy(argument => argument.Key, StringComparer.Ordinal).Select(argument => $"{argument.Key} = {argument.Value}");

    internal override string DescribeOpposite() => $"does not satisfy{Describe()["satisfies".Length..]}";
}
