namespace Retention.Workflows.Storage;

/// <summary>
/// The paused journeys, as stored in one partition. Each partition has its own rows, so that a pause is written and read under the
/// partition's lock.
/// </summary>
public interface IPauseStore
{
    /// <summary>Reads all pauses of the partition, by the name of the journey in ordinal order.</summary>
    Task<IReadOnlyList<JourneyPause>> ReadAsync(CancellationToken cancellationToken = default);

    /// <summary>Stores a pause; an earlier one of the same journey is replaced.</summary>
    Task SaveAsync(JourneyPause pause, CancellationToken cancellationToken = default);

    /// <summary>Removes the pause of a journey; does nothing if there is none.</summary>
    Task RemoveAsync(JourneyName journey, CancellationToken cancellationToken = default);
}
