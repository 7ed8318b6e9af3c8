using System.Globalization;

namespace Retention.Workflows.PostgreSql.Connection;

/// <summary>Helpers for lists of rows that one statement writes.</summary>
internal static class PostgreSqlRows
{
    /// <summary>The last row of each key. The result equals that of row-by-row writes, and a statement may touch a row only once.</summary>
    internal static IReadOnlyList<TRow> Last<TRow, TKey>(IReadOnlyList<TRow> rows, Func<TRow, TKey> key) where TKey : notnull
    {
        if (rows.Count < 2)
            return rows;
        var last = new Dictionary<TKey, int>(rows.Count);
        for (var i = 0; i < rows.Count; i++)
            last[key(rows[i])] = i;
        return last.Count == rows.Count ? rows : [.. last.Values.Order().Select(index => rows[index])];
    }

    /// <summary>For error messages about a list with one wrong row.</summary>
    internal static string AndOthers<TRow>(IReadOnlyList<TRow> rows) =>
        rows.Count == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" and {rows.Count - 1} more");
}
