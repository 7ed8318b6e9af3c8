namespace Retention.Workflows.Storage;

/// <summary>
/// A pause of a channel that no process may use for now, because providers report that messages fail for a reason of the sender.
/// </summary>
public sealed record ChannelPause
{
    /// <summary>The channel.</summary>
    public required Channel Channel { get; init; }

    /// <summary>
    /// The time of the decision, in UTC. While it is written partition by partition, the latest decision that a process has read holds.
    /// </summary>
    public required DateTimeOffset DecidedAt { get; init; }

    /// <summary>The end of the pause, in UTC. Not after <see cref="DecidedAt"/> if an operator ended it.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>The reported reason; at most 500 characters, no personal data.</summary>
    public string Reason { get; init; } = "";
}
