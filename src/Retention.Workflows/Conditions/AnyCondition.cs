namespace Retention.Workflows.Journeys;

/// <summary>At least one part must be true. The parts are evaluated in order; a customer who satisfies one is not evaluated against the
/// next.</summary>
public sealed record AnyCondition : Condition
{
    /// <summary>Joins two or more parts.</summary>
    /// <exception cref="ArgumentException">There are fewer than two parts.</exception>
    public AnyCondition(IEnumerable<Condition> parts) => Parts = ConditionParts.Require(parts, "any");

    /// <summary>The parts, in the order of evaluation.</summary>
    public IReadOnlyList<Condition> Parts { get; }

    /// <inheritdoc/>
    public override string Describe() => string.Join(" or ", Parts.Select(Within));

    /// <summary>True if both have equal parts in the same order.</summary>
    public bool Equals(AnyCondition? other) => other is not null && Parts.SequenceEqual(other.Parts);

    /// <inheritdoc/>
    public override int GetHashCode() => ConditionParts.Hash(Parts);

    internal static AnyCondition Join(Condition left, Condition right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return new AnyCondition([.. Spread(left), .. Spread(right)]);
    }

    private static IReadOnlyList<Condition> Spread(Condition part) => part is AnyCondition any ? any.Parts : [part];
}
