namespace Retention.Workflows.Import;

/// <summary>What a file holds, as the mapping understands it. Immutable.</summary>
public abstract record ImportReport
{
    private protected ImportReport()
    {
    }

    /// <summary>The file, as the caller named it.</summary>
    public required string File { get; init; }

    /// <summary>The separator of the file; U+0000 if the file has no header.</summary>
    public char Separator { get; init; }

    /// <summary>The rows behind the header; blank lines do not count.</summary>
    public long Rows { get; init; }

    /// <summary>The different customers.</summary>
    public long Customers { get; init; }

    /// <summary>Those of <see cref="Customers"/> whose key was made from their e-mail address.</summary>
    public long Guests { get; init; }

    /// <summary>The orders or rows that were left out because they name no customer.</summary>
    public long Anonymous { get; init; }

    /// <summary>The orders or customers that are in the file more than once with the same content.</summary>
    public long Duplicates { get; init; }

    /// <summary>The columns that the mapping does not use.</summary>
    public IReadOnlyList<string> IgnoredColumns { get; init; } = [];

    /// <summary>The optional columns of the mapping that the file lacks, by their fields in the mapping, such as <c>refunded</c>.</summary>
    public IReadOnlyList<string> MissingColumns { get; init; } = [];

    /// <summary>What is no error but deserves a look, as sentences.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>
    /// The errors; at most <see cref="ImportException.MaxErrors"/>. One that explains many rows stands for all of them and comes first; the
    /// others follow in the file's order.
    /// </summary>
    public IReadOnlyList<ImportError> Errors { get; init; } = [];

    /// <summary>The number of errors in all rows.</summary>
    public long TotalErrors { get; init; }

    /// <summary>The rows, or orders of several rows, with errors; 0 if the file cannot be read as a whole.</summary>
    public long InvalidRows { get; init; }

    /// <summary>True if the file itself cannot be used: no row of it can be imported.</summary>
    public bool IsUnreadable { get; init; }

    /// <summary>True if there are no errors.</summary>
    public bool IsValid => TotalErrors == 0;

    /// <summary>Throws if there are errors.</summary>
    /// <exception cref="ImportException">There are errors.</exception>
    public void ThrowIfInvalid()
    {
        if (!IsValid)
            throw new ImportException(Errors, (int)Math.Min(TotalErrors, int.MaxValue));
    }
}
