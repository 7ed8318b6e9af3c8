namespace Retention.Workflows;

/// <summary>What a file held, once all of it was found in order. Immutable.</summary>
public sealed record ImportedEvents
{
    /// <summary>The events in the file's order, each once.</summary>
    public required IReadOnlyList<CustomerEvent> Events { get; init; }

    /// <summary>How many rows were passed over because an earlier row says exactly the same under the same id; default 0.</summary>
    public int Duplicates { get; init; }
}
