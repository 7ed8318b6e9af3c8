namespace Retention.Workflows;

/// <summary>A file of purchases or events is not in order, and nothing of it was taken.</summary>
public sealed class ImportException : Exception
{
    /// <summary>The greatest number of errors that are listed; the rest is only counted.</summary>
    public const int MaxErrors = 100;

    /// <summary>Says nothing more.</summary>
    public ImportException() : this("A file cannot be imported.")
    {
    }

    /// <summary>Says what is wrong.</summary>
    public ImportException(string message) : base(message)
    {
    }

    /// <summary>Says what is wrong, and what lay behind it.</summary>
    public ImportException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>Lists what is wrong.</summary>
    /// <param name="errors">The errors in the file's order; the first <see cref="MaxErrors"/> are kept.</param>
    /// <param name="total">How many there are in all, listed or not.</param>
    public ImportException(IReadOnlyList<ImportError> errors, int total) : base(Describe(errors, total))
    {
        Errors = [.. errors.Take(MaxErrors)];
        TotalErrors = total;
    }

    /// <summary>The first errors, in the file's order; at most <see cref="MaxErrors"/>.</summary>
    public IReadOnlyList<ImportError> Errors { get; } = [];

    /// <summary>How many errors there are in all.</summary>
    public int TotalErrors { get; }

    private static string Describe(IReadOnlyList<ImportError> errors, int total)
    {
        ArgumentNullException.ThrowIfNull(errors);
        var lines = errors.Take(MaxErrors).Select(error => error.ToString()).ToList();
        if (total > lines.Count)
            lines.Add($"and {total - lines.Count} more");
        return $"Nothing was imported:{Environment.NewLine}{string.Join(Environment.NewLine, lines)}";
    }
}
