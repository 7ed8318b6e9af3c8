namespace Retention.Workflows.Replay;

/// <summary>How far a replay is.</summary>
/// <param name="Now">The virtual clock.</param>
/// <param name="Share">The share of the replayed time that has passed, 0 to 1.</param>
public readonly record struct ReplayProgress(DateTimeOffset Now, double Share);
