namespace Retention.Workflows.Journeys;

/// <summary>The part must be false.</summary>
public sealed record NotCondition : Condition
{
    /// <summary>Negates a condition.</summary>
    public NotCondition(Condition part)
    {
        ArgumentNullException.ThrowIfNull(part);
        Part = part;
    }

    /// <summary>The condition that must be false.</summary>
    public Condition Part { get; }

    /// <inheritdoc/>
    public override string Describe() => Part.DescribeOpposite();

    internal override string DescribeOpposite() => Part.Describe();
}
