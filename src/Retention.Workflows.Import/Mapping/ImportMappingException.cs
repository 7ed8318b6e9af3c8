namespace Retention.Workflows.Import;

/// <summary>A mapping is invalid.</summary>
public sealed class ImportMappingException : Exception
{
    /// <summary>Creates an exception without details.</summary>
    public ImportMappingException() : this("A mapping is invalid.")
    {
    }

    /// <summary>Creates an exception with a message.</summary>
    public ImportMappingException(string message) : base(message)
    {
    }

    /// <summary>Creates an exception with a message and its cause.</summary>
    public ImportMappingException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>Creates an exception with a list of errors.</summary>
    /// <param name="errors">The errors, each with the path of its field.</param>
    public ImportMappingException(IReadOnlyList<string> errors)
        : base($"The mapping is invalid:{Environment.NewLine}{string.Join(Environment.NewLine, errors)}") => Errors = [.. errors];

    /// <summary>The errors, such as <c>columns.totall: is unknown; the fields are order, orderedAt, …</c>.</summary>
    public IReadOnlyList<string> Errors { get; } = [];
}
