namespace Retention.Workflows.Engine.Diagnostics;

/// <summary>An outage of a channel, as this process sees it.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Since">When it began.</param>
/// <param name="Reason">The reason of the failure that began it.</param>
/// <param name="FailedSends">The number of sends that failed in a row.</param>
/// <param name="Waiting">The number of messages that had to wait for the channel.</param>
internal sealed record ChannelOutage(Channel Channel, DateTimeOffset Since, string Reason, int FailedSends, int Waiting)
{
    /// <summary>
    /// True if wrong settings of ours caused it. Then the messages wait until an operator corrects them, without a horizon.
    /// </summary>
    internal bool IsOfSettings { get; init; }
}
