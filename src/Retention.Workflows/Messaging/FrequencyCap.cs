namespace Retention.Workflows;

/// <summary>How many messages a customer gets at most in a rolling period. Transactional messages are exempt and do not count.</summary>
/// <remarks>A message that is being handed over holds its place; a place is free again when the hand-over fails for good.</remarks>
public sealed record FrequencyCap
{
    /// <summary>How many at most; 0 or more.</summary>
    public required int Max { get; init; }

    /// <summary>In which period until now, by the calendar of the customer's zone.</summary>
    public required Period Period { get; init; }

    /// <summary>On which channel; default on all together.</summary>
    public Channel? Channel { get; init; }

    /// <summary>On which topic; default on all together.</summary>
    public Topic? Topic { get; init; }

    internal bool Concerns(Channel channel, Topic topic) =>
        topic != Retention.Workflows.Topic.Transactional && (Channel is null || Channel == channel) && (Topic is null || Topic == topic);
}
