using Retention.Workflows.Segments;

namespace Retention.Workflows.Storage;

/// <summary>
/// The data outside the partitions: journey versions and RFM models. Both are immutable once written. Thread-safe; each call is its own
/// transaction.
/// </summary>
public interface ICatalogStore
{
    /// <summary>Reads all versions of all journeys, ordered by name and version.</summary>
    Task<IReadOnlyList<JourneyVersion>> ReadJourneysAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Adds a version. Returns <see langword="false"/> and changes nothing if the journey already has a version with this number.
    /// </summary>
    Task<bool> TryAddJourneyAsync(JourneyVersion version, CancellationToken cancellationToken = default);

    /// <summary>Reads the RFM model with the highest version, as the JSON of <see cref="RfmModel"/>; null before the first run.</summary>
    Task<StoredRfmModel?> ReadLatestModelAsync(CancellationToken cancellationToken = default);

    /// <summary>Reads all RFM models, ordered by version.</summary>
    Task<IReadOnlyList<StoredRfmModel>> ReadModelsAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Adds a model. Returns <see langword="false"/> and changes nothing if there is a model with this version or for this day.
    /// </summary>
    Task<bool> TryAddModelAsync(StoredRfmModel model, CancellationToken cancellationToken = default);
}

/// <summary>One immutable version of a journey.</summary>
public sealed record JourneyVersion
{
    /// <summary>The journey.</summary>
    public required JourneyName Journey { get; init; }

    /// <summary>The version, 1 for the first.</summary>
    public required int Version { get; init; }

    /// <summary>A hash of the definition: equal definitions have equal fingerprints.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The definition as JSON.</summary>
    public required string Definition { get; init; }

    /// <summary>The time of publication, in UTC.</summary>
    public required DateTimeOffset PublishedAt { get; init; }
}

/// <summary>A stored RFM model.</summary>
public sealed record StoredRfmModel
{
    /// <summary>The version, 1 for the first.</summary>
    public required long Version { get; init; }

    /// <summary>The as-of day; there is at most one model for each day.</summary>
    public required DateOnly AsOf { get; init; }

    /// <summary>The model as JSON.</summary>
    public required string Model { get; init; }
}
