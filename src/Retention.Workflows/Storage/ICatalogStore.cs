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
