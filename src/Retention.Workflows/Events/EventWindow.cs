namespace Retention.Workflows.Storage;

/// <summary>A question to the event log: the events of one name that happened to a customer in a stretch of time.</summary>
/// <param name="Customer">Whose events.</param>
/// <param name="Name">Which events.</param>
/// <param name="After">The start, excluded; <see cref="DateTimeOffset.MinValue"/> for all history.</param>
/// <param name="Until">The end, included.</param>
public readonly record struct EventWindow(CustomerId Customer, EventName Name, DateTimeOffset After, DateTimeOffset Until);
