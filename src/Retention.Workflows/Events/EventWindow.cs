namespace Retention.Workflows.Storage;

/// <summary>A query to the event log: the events with one name that happened to a customer in a period of time.</summary>
/// <param name="Customer">The customer.</param>
/// <param name="Name">The name of the events.</param>
/// <param name="After">The start, exclusive; <see cref="DateTimeOffset.MinValue"/> for all history.</param>
/// <param name="Until">The end, inclusive.</param>
public readonly record struct EventWindow(CustomerId Customer, EventName Name, DateTimeOffset After, DateTimeOffset Until);
