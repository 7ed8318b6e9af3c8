namespace Retention.Workflows.Journeys;

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
