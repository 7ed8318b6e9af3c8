using Retention.Workflows.Events.Import;

namespace Retention.Workflows;

/// <summary>A batch of events to append, created in code or read from JSON. Immutable.</summary>
public sealed record EventBatch
{
    private EventBatch(IReadOnlyList<CustomerEvent> events, IReadOnlyList<AppendEventResult?> unreadable)
    {
        Events = events;
        Unreadable = unreadable;
    }

    /// <summary>
    /// True: all events are stored, or none. False (default): each event is stored on its own, so a refused event does not affect the
    /// others. An all-or-nothing batch is one transaction that locks the partitions of all its customers until it commits, so limit it to
    /// some thousands of related events. Otherwise each <see cref="WorkerOptions.BatchSize"/> events of a partition are one transaction.
    /// </summary>
    public bool AllOrNothing { get; init; }

    /// <summary>The readable events, in order.</summary>
    internal IReadOnlyList<CustomerEvent> Events { get; }

    /// <summary>One entry for each event of the input: the refusal, or null if the event is the next one of <see cref="Events"/>.</summary>
    internal IReadOnlyList<AppendEventResult?> Unreadable { get; }

    /// <summary>A batch of events that were created in code. A null entry is answered as <see cref="EventOutcome.Refused"/>.</summary>
    public static EventBatch Of(IReadOnlyList<CustomerEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        var unreadable = events.Select(@event => @event is null ? AppendEventResult.Refused(EventJson.Missing) : null);
        return new EventBatch([.. events.Where(@event => @event is not null)], [.. unreadable]);
    }

    /// <summary>Reads events from JSON: one object in the form of a line of <see cref="EventLines"/>, or a list of them.</summary>
    /// <param name="utf8">
    /// The JSON in UTF-8. The caller must limit its size and depth. Invalid content is answered with results; nothing is thrown.
    /// </param>
    /// <remarks>
    /// An entry that is not an event is answered as <see cref="EventOutcome.Refused"/> at its position. If the text as a whole is not valid
    /// JSON, there is one refused result and nothing is stored, because the boundaries of the events are unknown.
    /// </remarks>
    public static EventBatch Json(ReadOnlyMemory<byte> utf8)
    {
        var events = new List<CustomerEvent>();
        var unreadable = EventJson.Read(utf8.Span, events);
        return new EventBatch(events, unreadable);
    }

    /// <summary>Merges the results of the stored events with the refusals of the unreadable ones, in input order.</summary>
    internal IReadOnlyList<AppendEventResult> Answers(IReadOnlyList<AppendEventResult> answers)
    {
        var all = new AppendEventResult[Unreadable.Count];
        for (var (index, next) = (0, 0); index < all.Length; index++)
            all[index] = Unreadable[index] ?? answers[next++];
        return all;
    }
}
