namespace Retention.Workflows;

/// <summary>One error in a file of purchases or events.</summary>
/// <remarks>
/// It shows a cell's content only if it looks like a number or a date, so that no address or name of a customer reaches a log.
/// </remarks>
public sealed record ImportError
{
    /// <summary>The file, as the caller named it.</summary>
    public required string File { get; init; }

    /// <summary>The line on which the row starts, 1 for the first; 0 if the file as a whole is meant.</summary>
    public required int Line { get; init; }

    /// <summary>The column or field, such as <c>total</c> or <c>properties.size</c>; null if the whole row is meant.</summary>
    public string? Column { get; init; }

    /// <summary>
    /// The number of rows with this error; 1 by default. If it is higher, <see cref="Line"/> is the first of them and the others are not
    /// listed.
    /// </summary>
    public long Count { get; init; } = 1;

    /// <summary>The error, as the rest of a sentence that starts with the column.</summary>
    public required string Reason { get; init; }

    /// <summary>Returns <c>orders.csv, line 12, total: '12,50' is not a number such as 1234.50</c>.</summary>
    public override string ToString()
    {
        var place = string.Join(", ", new[] { File, Line > 0 ? $"line {Line}" : null, Column }.Where(part => part is not null));
        return Count > 1 ? $"{place}: {Reason} (and {Count - 1} more rows like this)" : $"{place}: {Reason}";
    }
}
