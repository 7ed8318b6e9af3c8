namespace Retention.Workflows.Storage;

/// <summary>
/// The paused journeys and channels, as stored in one partition. Each partition has its own rows, so that a pause is written and read under
/// the partition's lock.
/// </summary>
public interface IPauseStore
{
    /// <summary>Reads all pauses of the partition. Workers call it whenever they claim work: one statement.</summary>
    Task<StoredPauses> ReadAsync(CancellationToken cancellationToken = default);

    /// <summary>Stores a pause; an earlier one of the same journey is replaced.</summary>
    Task SaveAsync(JourneyPause pause, CancellationToken cancellationToken = default);

    /// <summary>Removes the pause of a journey; does nothing if there is none.</summary>
    Task RemoveAsync(JourneyName journey, CancellationToken cancellationToken = default);

    /// <summary>Stores the pause of a channel; an earlier one of the same channel is replaced.</summary>
    Task SaveChannelAsync(ChannelPause pause, CancellationToken cancellationToken = default);

    /// <summary>
    /// Stores that messages failed because of the sender. A message that is already stored keeps its time: repeated reports do not count.
    /// </summary>
    /// <param name="channel">The channel. The engine calls this in one partition, which it derives from the channel.</param>
    /// <param name="messages">The messages, of any partition.</param>
    /// <param name="at">The time of the report, in UTC.</param>
    /// <param name="since">What was stored at this time or earlier is removed, and what was stored for a time after
    /// <paramref name="at"/>.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>What is stored of the channel then.</returns>
    Task<SenderFaults> AddSenderFaultsAsync(Channel channel, IReadOnlyCollection<MessageId> messages, DateTimeOffset at,
        DateTimeOffset since, CancellationToken cancellationToken = default);

    /// <summary>Removes all messages of a channel that are stored by <see cref="AddSenderFaultsAsync"/>.</summary>
    Task RemoveSenderFaultsAsync(Channel channel, CancellationToken cancellationToken = default);
}
