namespace Retention.Workflows.Storage;

/// <summary>All pauses of a partition.</summary>
/// <param name="Journeys">The paused journeys, by name in ordinal order.</param>
/// <param name="Channels">The latest pause of each channel, by name in ordinal order; also those that are over.</param>
public sealed record StoredPauses(IReadOnlyList<JourneyPause> Journeys, IReadOnlyList<ChannelPause> Channels);
