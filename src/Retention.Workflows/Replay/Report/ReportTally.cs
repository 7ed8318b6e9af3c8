namespace Retention.Workflows.Replay;

/// <summary>A counted name: a segment, a reason, an outcome or a step.</summary>
/// <param name="Name">The counted name.</param>
/// <param name="Count">The count, 1 or more.</param>
public readonly record struct ReportTally(string Name, long Count);
