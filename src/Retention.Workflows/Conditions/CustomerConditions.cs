using Retention.Workflows.Naming;
using Retention.Workflows.Segments;

namespace Retention.Workflows.Journeys;

/// <summary>The customer is in one of these RFM segments, according to the stored model.</summary>
public sealed record SegmentCondition : Condition
{
    /// <summary>Creates the condition.</summary>
    /// <exception cref="ArgumentException">The list of segments is empty.</exception>
    public SegmentCondition(params IReadOnlyList<RfmSegment> segments)
    {
        ArgumentNullException.ThrowIfNull(segments);
        if (segments.Count == 0)
            throw new ArgumentException("At least one segment is required.", nameof(segments));
        Segments = [.. segments.Distinct()];
    }

    /// <summary>The accepted segments, without duplicates.</summary>
    public IReadOnlyList<RfmSegment> Segments { get; }

    /// <inheritdoc/>
    public override string Describe() => Segments.Count == 1
        ? $"in segment {Segments[0].ToName()}"
        : $"in segment {string.Join(", ", Segments.SkipLast(1).Select(RfmSegmentNames.ToName))} or {Segments[^1].ToName()}";

    /// <summary>True if both list the same segments in the same order.</summary>
    public bool Equals(SegmentCondition? other) => other is not null && Segments.SequenceEqual(other.Segments);

    /// <inheritdoc/>
    public override int GetHashCode() => Segments.Aggregate(0, HashCode.Combine);
}

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

/// <summary>The customer has an address on the channel.</summary>
public sealed record AddressCondition : Condition
{
    /// <summary>Creates the condition.</summary>
    public AddressCondition(Channel channel) => Channel = channel;

    /// <summary>The channel.</summary>
    public Channel Channel { get; }

    /// <inheritdoc/>
    public override string Describe() => $"known {Channel} address";

    internal override string DescribeOpposite() => $"no {Describe()}";
}

/// <summary>The customer gave consent to the topic on the channel.</summary>
public sealed record ConsentCondition : Condition
{
    /// <summary>Creates the condition.</summary>
    public ConsentCondition(Topic topic, Channel channel)
    {
        Topic = topic;
        Channel = channel;
    }

    /// <summary>The topic.</summary>
    public Topic Topic { get; }

    /// <summary>The channel.</summary>
    public Channel Channel { get; }

    /// <inheritdoc/>
    public override string Describe() => $"consent to {Topic} by {Channel}";

    internal override string DescribeOpposite() => $"no {Describe()}";
}

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
