namespace Retention.Workflows.Replay;

/// <summary>A shop's customers and what they did: what a replay is fed with. Immutable.</summary>
public sealed class ReplayHistory
{
    /// <summary>Takes customers and events; both are copied, and the events are put in order of time.</summary>
    /// <param name="customers">One description each, which holds for the whole time.</param>
    /// <param name="events">In any order. The same id of a customer twice is replayed once.</param>
    public ReplayHistory(IReadOnlyList<Customer> customers, IEnumerable<CustomerEvent> events)
    {
        ArgumentNullException.ThrowIfNull(customers);
        ArgumentNullException.ThrowIfNull(events);
        Customers = [.. customers];
        Events = [.. events.OrderBy(@event => @event.OccurredAt).ThenBy(@event => @event.Id, StringComparer.Ordinal)];
    }

    /// <summary>The customers.</summary>
    public IReadOnlyList<Customer> Customers { get; }

    /// <summary>The events, by time and then id.</summary>
    public IReadOnlyList<CustomerEvent> Events { get; }
}
