namespace Retention.Workflows.Storage;

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
