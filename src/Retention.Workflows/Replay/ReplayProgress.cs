namespace Retention.Workflows.Replay;

/// <summary>The progress of a replay.</summary>
/// <param name="Now">The virtual clock.</param>
/// <param name="Share">The share of the replayed period that has passed, 0 to 1.</param>
public readonly record struct ReplayProgress(DateTimeOffset Now, double Share);
