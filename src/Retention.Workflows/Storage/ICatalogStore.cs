using Retention.Workflows.Segments;

namespace Retention.Workflows.Storage;

/// <summary>What stands outside the partitions: journey versions and RFM models, both immutable once written. Thread-safe; each call is its own transaction.</summary>
public interface ICatalogStore
{
    /// <summary>Reads all versions of all journeys, by name and version.</summary>
    Task<IReadOnlyList<JourneyVersion>> ReadJourneysAsync(CancellationToken cancellationToken = default);

    /// <summary>Adds a version. Answers <see langword="false"/>, and changes nothing, when the journey already has one with this number.</summary>
    Task<bool> TryAddJourneyAsync(JourneyVersion version, CancellationToken cancellationToken = default);

    /// <summary>Reads the RFM model with the greatest version, as the JSON of <see cref="RfmModel"/>; none before the first run.</summary>
    Task<StoredRfmModel?> ReadLatestModelAsync(CancellationToken cancellationToken = default);

    /// <summary>Reads all RFM models, by version.</summary>
    Task<IReadOnlyList<StoredRfmModel>> ReadModelsAsync(CancellationToken cancellationToken = default);

    /// <summary>Adds a model. Answers <see langword="false"/>, and changes nothing, when there is one with this version or for this day.</summary>
    Task<bool> TryAddModelAsync(StoredRfmModel model, CancellationToken cancellationToken = default);
}

/// <summary>One immutable edition of a journey.</summary>
public sealed record JourneyVersion
{
    /// <summary>The journey.</summary>
    public required JourneyName Journey { get; init; }

    /// <summary>The version, 1 for the first.</summary>
    public required int Version { get; init; }

    /// <summary>A hash of the definition: the same definition has the same fingerprint.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The definition as JSON.</summary>
    public required string Definition { get; init; }

    /// <summary>When it was published, in UTC.</summary>
    public required DateTimeOffset PublishedAt { get; init; }
}

/// <summary>An RFM model as it is kept.</summary>
public sealed record StoredRfmModel
{
    /// <summary>The version, 1 for the first.</summary>
    public required long Version { get; init; }

    /// <summary>The as-of day, one model a day.</summary>
    public required DateOnly AsOf { get; init; }

    /// <summary>The model as JSON.</summary>
    public required string Model { get; init; }
}
