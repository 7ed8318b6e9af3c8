namespace Retention.Workflows;

/// <summary>The content of an imported file that contained no errors. Immutable.</summary>
public sealed record ImportedEvents
{
    /// <summary>The events in the file's order, without duplicates.</summary>
    public required IReadOnlyList<CustomerEvent> Events { get; init; }

    /// <summary>The number of rows that were skipped because an earlier row has the same id and the same content; 0 by default.</summary>
    public int Duplicates { get; init; }
}
