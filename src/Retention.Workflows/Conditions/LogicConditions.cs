namespace Retention.Workflows.Journeys;

/// <summary>Every part must hold. The parts are evaluated in order; a customer who fails one is not evaluated against the next.</summary>
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

/// <summary>One part must hold. The parts are evaluated in order; a customer who satisfies one is not evaluated against the next.</summary>
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

/// <summary>The part must not hold.</summary>
public sealed record NotCondition : Condition
{
    /// <summary>Negates a condition.</summary>
    public NotCondition(Condition part)
    {
        ArgumentNullException.ThrowIfNull(part);
        Part = part;
    }

    /// <summary>The condition that must not hold.</summary>
    public Condition Part { get; }

    /// <inheritdoc/>
    public override string Describe() => Part.DescribeOpposite();

    internal override string DescribeOpposite() => Part.Describe();
}

/// <summary>Code that the joined conditions share.</summary>
file static class ConditionParts
{
    internal static IReadOnlyList<Condition> Require(IEnumerable<Condition> parts, string kind)
    {
        ArgumentNullException.ThrowIfNull(parts);
        Condition[] copy = [.. parts];
        if (copy.Length < 2)
            throw new ArgumentException($"'{kind}' joins at least two conditions.", nameof(parts));
        foreach (var part in copy)
            ArgumentNullException.ThrowIfNull(part, nameof(parts));
        return copy;
    }

    internal static int Hash(IReadOnlyList<Condition> parts)
    {
        var hash = new HashCode();
        foreach (var part in parts)
            hash.Add(part);
        return hash.ToHashCode();
    }
}
