namespace Retention.Workflows.Storage;

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
