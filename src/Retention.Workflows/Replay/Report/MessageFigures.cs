namespace Retention.Workflows.Replay;

/// <summary>The figures of the messages of one channel.</summary>
public sealed record MessageFigures
{
    /// <summary>The channel's name.</summary>
    public required string Channel { get; init; }

    /// <summary>The number of queued messages.</summary>
    public long Queued { get; init; }

    /// <summary>The number of messages that the channel accepted, including messages in doubt that are treated as sent.</summary>
    public long Sent { get; init; }

    /// <summary>The number of sent messages that were later reported as not delivered.</summary>
    public long FailedLater { get; init; }

    /// <summary>The number of delivered messages, as far as it is known: sent and not reported as failed.</summary>
    public long Delivered => Math.Max(0, Sent - FailedLater);

    /// <summary>The share of delivered messages that were opened, 0 to 1; null if none was delivered.</summary>
    public double? OpenRate => Delivered == 0 ? null : (double)Opened / Delivered;

    /// <summary>The number of messages in doubt; those that are treated as sent count as sent too.</summary>
    public long Ambiguous { get; init; }

    /// <summary>The number of opened messages; each counts once.</summary>
    public long Opened { get; init; }

    /// <summary>The reasons why messages were not sent, the most frequent first.</summary>
    public IReadOnlyList<ReportTally> Reasons { get; init; } = [];

    /// <summary>The number of messages that were not sent.</summary>
    public long NotSent => Reasons.Sum(reason => reason.Count);
}
