namespace Retention.Workflows.Storage;

/// <summary>The progress of a sweep over the customers of a partition.</summary>
public sealed record SweepState
{
    /// <summary>The name of the sweep; at most 200 characters.</summary>
    public required string Sweep { get; init; }

    /// <summary>The occurrence of its schedule that the sweep is processing or has finished.</summary>
    public required DateTimeOffset Occurrence { get; init; }

    /// <summary>The last customer that was processed; null at the start.</summary>
    public CustomerId? Position { get; init; }

    /// <summary>True if the occurrence is finished.</summary>
    public bool Finished { get; init; }
}
