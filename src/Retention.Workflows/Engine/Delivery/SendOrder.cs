using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Delivery;

/// <summary>
/// Messages of one enrollment leave in the order of their steps and keep the distance that the waits meant: the next one leaves not before
/// the last one's leaving plus the time between their queueing. After an outage they therefore do not leave in a burst. If its wait meant
/// a time of day, <see cref="LateMessages.MeantTimeAsync"/> keeps that time.
/// </summary>
/// <remarks>An instance serves one chunk of one transaction. The caller reports each decision, so later messages of the chunk see
/// it.</remarks>
/// <param name="ofEnrollments">All messages of the enrollments of the chunk.</param>
/// <param name="transactional">Those of them that are transactional; may be empty if the chunk has none.</param>
internal sealed class SendOrder(IReadOnlyList<OutboxMessage> ofEnrollments, IReadOnlySet<MessageId> transactional)
{
    /// <summary>How long a message waits for an earlier one that another worker is handing over.</summary>
    private static readonly TimeSpan HandOverTime = TimeSpan.FromSeconds(1);

    /// <summary>The resolution of stored times.</summary>
    private static readonly TimeSpan SmallestStep = TimeSpan.FromMilliseconds(1);

    private readonly ILookup<EnrollmentId, MessageId> _ids =
        ofEnrollments.ToLookup(message => message.Enrollment, message => message.Id);

    private readonly Dictionary<MessageId, OutboxMessage> _current = ofEnrollments.ToDictionary(message => message.Id);
    private readonly HashSet<MessageId> _marked = [];

    internal OutboxMessage? Find(MessageId message) => _current.GetValueOrDefault(message);

    /// <summary>A message of the chunk was decided, postponed or marked.</summary>
    internal void Decided(OutboxMessage message)
    {
        _current[message.Id] = message;
        if (message.Status == MessageStatus.Dispatching)
            _marked.Add(message.Id);
    }

    /// <summary>Returns whether and until when a message waits for earlier ones of its enrollment.</summary>
    /// <remarks>
    /// Messages that were queued at the same moment have no distance to keep. Then only those of one channel that are ready together go one
    /// after the other, and a message that has to wait does not hold the others. Transactional messages wait for transactional ones only.
    /// </remarks>
    internal SendTurn TurnOf(OutboxMessage message, Topic topic, DateTimeOffset now)
    {
        var (until, isBehindOutage, distanceUntil) = (now, false, now);
        foreach (var id in _ids[message.Enrollment])
        {
            var earlier = _current[id];
            if (!IsBefore(earlier, message) || (topic == Topic.Transactional && !transactional.Contains(id)))
                continue;
            var distance = message.QueuedAt - earlier.QueuedAt;
            var isApart = distance > TimeSpan.Zero;
            switch (earlier.Status)
            {
                case MessageStatus.Dispatching when _marked.Contains(id):
                    if (isApart || earlier.Channel == message.Channel)
                        return SendTurn.NextCycle;
                    break;
                case MessageStatus.Queued when earlier.DueAt <= now && !earlier.IsHeld:
                    // It is about to be decided. A batch that is read by due time must not hold this one alone, again and again.
                    if (isApart || earlier.Channel == message.Channel)
                        return earlier.DueAt <= message.DueAt
                            ? SendTurn.NextCycle : new SendTurn(earlier.DueAt + SmallestStep, false);
                    break;
                case MessageStatus.Queued when isApart:
                    isBehindOutage |= earlier.Reason == RefusalReasons.ChannelDown && earlier.Channel == message.Channel;
                    // It may be refused then, so the distance counts only once it has left.
                    until = Later(until, earlier.DueAt > now ? earlier.DueAt.Value + SmallestStep : now + HandOverTime);
                    break;
                case MessageStatus.Dispatching when isApart:
                    until = Later(until, now + HandOverTime);
                    break;
                case MessageStatus.Sent or MessageStatus.AssumedSent when isApart && earlier.DecidedAt is { } left:
                    distanceUntil = Later(distanceUntil, left + distance);
                    break;
            }
        }

        return distanceUntil > until ? new SendTurn(distanceUntil, false, isBehindOutage, KeepsDistance: true)
            : until > now ? new SendTurn(until, false, isBehindOutage) : default;
    }

    /// <summary>
    /// A message of the next channel has the queueing time of its step's first message, so it keeps that message's place.
    /// </summary>
    private static bool IsBefore(OutboxMessage earlier, OutboxMessage message) =>
        earlier.Id != message.Id && (earlier.QueuedAt < message.QueuedAt
            || (earlier.QueuedAt == message.QueuedAt && earlier.Id.Number < message.Id.Number));

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}

/// <summary>Whether a message may leave now, as far as earlier messages of its enrollment are concerned; the default is yes.</summary>
/// <param name="Until">The time until which it waits; null if it does not wait for a time.</param>
/// <param name="IsNextCycle">True if an earlier message is being decided, so that the next cycle looks at this one again.</param>
/// <param name="IsBehindOutage">True if an earlier message waits for their channel, which is down.</param>
/// <param name="KeepsDistance">True if it waits to keep the distance to an earlier message that has left.</param>
internal readonly record struct SendTurn(
    DateTimeOffset? Until, bool IsNextCycle, bool IsBehindOutage = false, bool KeepsDistance = false)
{
    internal static SendTurn NextCycle => new(null, true);
}
