namespace Retention.Workflows.Import;

/// <summary>An event of a file.</summary>
/// <param name="Line">The line of its order's first row.</param>
/// <param name="Event">The event.</param>
public sealed record ImportedEvent(int Line, CustomerEvent Event);
