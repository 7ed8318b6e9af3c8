namespace Retention.Workflows.Replay;

/// <summary>The history of a shop: its customers and their events, as input of a replay. Immutable.</summary>
public sealed class ReplayHistory
{
    /// <summary>Creates a history from copies of the customers and events, and sorts the events by time.</summary>
    /// <param name="customers">The customers; each record applies to the whole period.</param>
    /// <param name="events">The events, in any order. An event that occurs twice (same id and customer) is replayed once.</param>
    public ReplayHistory(IReadOnlyList<Customer> customers, IEnumerable<CustomerEvent> events)
    {
        ArgumentNullException.ThrowIfNull(customers);
        ArgumentNullException.ThrowIfNull(events);
        Customers = [.. customers];
        Events = [.. events.OrderBy(@event => @event.OccurredAt).ThenBy(@event => @event.Id, StringComparer.Ordinal)];
    }

    /// <summary>The customers.</summary>
    public IReadOnlyList<Customer> Customers { get; }

    /// <summary>The events, ordered by time and id.</summary>
    public IReadOnlyList<CustomerEvent> Events { get; }
}
