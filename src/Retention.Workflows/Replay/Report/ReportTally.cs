namespace Retention.Workflows.Replay;

/// <summary>How often something of a name was counted: a segment, a reason, an outcome, a step.</summary>
/// <param name="Name">The name as it was counted.</param>
/// <param name="Count">How often, 1 or more.</param>
public readonly record struct ReportTally(string Name, long Count);
