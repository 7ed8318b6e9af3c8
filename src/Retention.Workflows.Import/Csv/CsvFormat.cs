namespace Retention.Workflows.Import;

/// <summary>How a file separates and encodes its cells. Immutable.</summary>
public sealed record CsvFormat
{
    /// <summary>
    /// The separator of the cells: a comma, a semicolon, a tab or a vertical bar. Null (default) means that it is found from the first
    /// line. A first line such as <c>sep=;</c> is obeyed in every case.
    /// </summary>
    public char? Separator { get; init; }

    /// <summary>
    /// The encoding of a file without a byte order mark, by its IANA name such as <c>windows-1250</c>; <c>utf-8</c> by default. Bytes that
    /// the encoding does not know are an error.
    /// </summary>
    public string Encoding { get; init; } = "utf-8";

    /// <summary>
    /// True: columns that the mapping does not name are ignored, and listed in the report. False (default): they are errors, because one
    /// may be a misspelled name of an optional column.
    /// </summary>
    public bool IgnoreOtherColumns { get; init; }

    /// <summary>The separators that a file may have.</summary>
    internal static IReadOnlyList<char> Separators { get; } = [',', ';', '\t', '|'];
}
