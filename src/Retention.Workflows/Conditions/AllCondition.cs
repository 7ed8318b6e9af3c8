namespace Retention.Workflows.Journeys;

/// <summary>Every part must be true. The parts are evaluated in order; a customer who fails one is not evaluated against the
/// next.</summary>
public sealed record AllCondition : Condition
{
    /// <summary>Joins two or more parts.</summary>
    /// <exception cref="ArgumentException">There are fewer than two parts.</exception>
    public AllCondition(IEnumerable<Condition> parts) => Parts = ConditionParts.Require(parts, "all");

    /// <summary>The parts, in the order of evaluation.</summary>
    public IReadOnlyList<Condition> Parts { get; }

    /// <inheritdoc/>
    public override string Describe() => string.Join(" and ", Parts.Select(Within));

    /// <summary>True if both have equal parts in the same order.</summary>
    public bool Equals(AllCondition? other) => other is not null && Parts.SequenceEqual(other.Parts);

    /// <inheritdoc/>
    public override int GetHashCode() => ConditionParts.Hash(Parts);

    internal static AllCondition Join(Condition left, Condition right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return new AllCondition([.. Spread(left), .. Spread(right)]);
    }

    private static IReadOnlyList<Condition> Spread(Condition part) => part is AllCondition all ? all.Parts : [part];
}
