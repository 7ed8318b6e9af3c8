using Retention.Workflows.Events.Import;

namespace Retention.Workflows;

/// <summary>Events that are handed in together, made in code or as JSON. Immutable.</summary>
public sealed record EventBatch
{
    private EventBatch(IReadOnlyList<CustomerEvent> events, IReadOnlyList<AppendEventResult?> unreadable)
    {
        Events = events;
        Unreadable = unreadable;
    }

    /// <summary>
    /// Whether all of them are stored or nothing; default each for itself, so that one that is refused keeps no other out. All or nothing is one transaction, whatever happens meanwhile, and locks the
    /// partitions of all its customers until it is committed: hand in what belongs together, thousands at most. The others are a transaction for each <see cref="RetentionOptions.BatchSize"/> events of a partition.
    /// </summary>
    public bool AllOrNothing { get; init; }

    /// <summary>The events that could be read, in order.</summary>
    internal IReadOnlyList<CustomerEvent> Events { get; }

    /// <summary>One entry for everything that was handed in: why it is no event, or none where it is the next of <see cref="Events"/>.</summary>
    internal IReadOnlyList<AppendEventResult?> Unreadable { get; }

    /// <summary>Events that were made in code.</summary>
    public static EventBatch Of(IReadOnlyList<CustomerEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        return new EventBatch([.. events.Where(@event => @event is not null)], [.. events.Select(@event => @event is null ? AppendEventResult.Refused(EventJson.Missing) : null)]);
    }

    /// <summary>Reads events from JSON: one object as a line of <see cref="EventLines"/> has it, or a list of them.</summary>
    /// <param name="utf8">The JSON in UTF-8, as it came. Its size and depth are the caller's to bound; whatever it holds is answered, and nothing is thrown.</param>
    /// <remarks>
    /// What is no event is answered as <see cref="EventOutcome.Refused"/> at its place. What is no JSON at all, or not one to its end, is one answer and stores nothing,
    /// since nobody can tell where an event ends.
    /// </remarks>
    public static EventBatch Json(ReadOnlyMemory<byte> utf8)
    {
        var events = new List<CustomerEvent>();
        var unreadable = EventJson.Read(utf8.Span, events);
        return new EventBatch(events, unreadable);
    }

    /// <summary>Puts the answers to the events between those to what could not be read.</summary>
    internal IReadOnlyList<AppendEventResult> Answers(IReadOnlyList<AppendEventResult> answers)
    {
        var all = new AppendEventResult[Unreadable.Count];
        for (var (index, next) = (0, 0); index < all.Length; index++)
            all[index] = Unreadable[index] ?? answers[next++];
        return all;
    }
}
