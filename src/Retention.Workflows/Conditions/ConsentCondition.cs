namespace Retention.Workflows.Journeys;

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
