namespace Retention.Workflows.Storage;

/// <summary>One page of the event log.</summary>
/// <param name="Events">The events, in the order in which they were appended.</param>
/// <param name="Position">The position at which to continue; the given position if there were no events.</param>
public readonly record struct EventPage(IReadOnlyList<CustomerEvent> Events, long Position);
