namespace Retention.Workflows.Journeys;

/// <summary>An attribute of the customer satisfies a filter.</summary>
public sealed record AttributeCondition : Condition
{
    /// <summary>Creates the condition.</summary>
    public AttributeCondition(PropertyFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        Filter = filter;
    }

    /// <summary>The filter on the attribute.</summary>
    public PropertyFilter Filter { get; }

    /// <inheritdoc/>
    public override string Describe() => $"attribute {Filter}";

    internal override string DescribeOpposite() => $"attribute {Filter.DescribeOpposite()}";
}
