namespace Retention.Workflows;

/// <summary>The maximum number of messages to a customer in a rolling period. Transactional messages are exempt and do not count.</summary>
/// <remarks>A message occupies a slot from its hand-over on. The slot becomes free again if the hand-over fails permanently.</remarks>
public sealed record FrequencyCap
{
    /// <summary>The maximum number of messages; 0 or more.</summary>
    public required int Max { get; init; }

    /// <summary>The rolling period that ends now, by the calendar of the customer's time zone.</summary>
    public required Period Period { get; init; }

    /// <summary>The channel; null (default) counts all channels together.</summary>
    public Channel? Channel { get; init; }

    /// <summary>The topic; null (default) counts all topics together.</summary>
    public Topic? Topic { get; init; }

    internal bool Concerns(Channel channel, Topic topic) =>
        topic != Retention.Workflows.Topic.Transactional && (Channel is null || Channel == channel) && (Topic is null || Topic == topic);
}
