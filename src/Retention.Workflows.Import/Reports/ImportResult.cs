namespace Retention.Workflows.Import;

/// <summary>What an import stored. Immutable.</summary>
/// <typeparam name="TReport">The report of the check.</typeparam>
public sealed record ImportResult<TReport> where TReport : ImportReport
{
    /// <summary>What the file holds.</summary>
    public required TReport Report { get; init; }

    /// <summary>The events or customers that were stored.</summary>
    public long Stored { get; init; }

    /// <summary>The events that had been stored before with the same content; always 0 for customers, which are replaced.</summary>
    public long StoredBefore { get; init; }

    /// <summary>The stored orders that were withdrawn because of their status.</summary>
    public long Withdrawn { get; init; }

    /// <summary>The events or customers that were left out because their customers were erased.</summary>
    public long Erased { get; init; }

    /// <summary>The events that were stored before with other content, which stays; and those that the engine refused.</summary>
    public long NotStored { get; init; }

    /// <summary>Why they were not stored; at most <see cref="ImportException.MaxErrors"/>, in the file's order.</summary>
    public IReadOnlyList<ImportError> Problems { get; init; } = [];
}
