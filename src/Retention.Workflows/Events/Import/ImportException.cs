namespace Retention.Workflows;

/// <summary>A file of purchases or events is invalid. Nothing of it was imported.</summary>
public sealed class ImportException : Exception
{
    /// <summary>The maximum number of listed errors; further errors are only counted.</summary>
    public const int MaxErrors = 100;

    /// <summary>Creates an exception without details.</summary>
    public ImportException() : this("A file cannot be imported.")
    {
    }

    /// <summary>Creates an exception with a message.</summary>
    public ImportException(string message) : base(message)
    {
    }

    /// <summary>Creates an exception with a message and its cause.</summary>
    public ImportException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>Creates an exception with a list of errors.</summary>
    /// <param name="errors">The errors, the most helpful one first; the first <see cref="MaxErrors"/> are kept.</param>
    /// <param name="total">The total number of errors, listed or not.</param>
    public ImportException(IReadOnlyList<ImportError> errors, int total) : base(Describe(errors, total))
    {
        Errors = [.. errors.Take(MaxErrors)];
        TotalErrors = total;
    }

    /// <summary>The first errors, the most helpful one first; at most <see cref="MaxErrors"/>.</summary>
    public IReadOnlyList<ImportError> Errors { get; } = [];

    /// <summary>The total number of errors.</summary>
    public int TotalErrors { get; }

    private static string Describe(IReadOnlyList<ImportError> errors, int total)
    {
        ArgumentNullException.ThrowIfNull(errors);
        var listed = errors.Take(MaxErrors).ToList();
        var lines = listed.ConvertAll(error => error.ToString());
        if (listed.Sum(error => error.Count) is var count && total > count)
            lines.Add($"and {total - count} more");
        return $"Nothing was imported:{Environment.NewLine}{string.Join(Environment.NewLine, lines)}";
    }
}
