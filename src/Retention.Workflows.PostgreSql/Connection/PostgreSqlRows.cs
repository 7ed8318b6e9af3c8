using System.Globalization;

namespace Retention.Workflows.PostgreSql.Connection;

/// <summary>Lists of rows that stand for one statement.</summary>
internal static class PostgreSqlRows
{
    /// <summary>Where a key comes twice, the last row: what row by row would be left, and a statement touches a row once only.</summary>
    internal static IReadOnlyList<TRow> Last<TRow, TKey>(IReadOnlyList<TRow> rows, Func<TRow, TKey> key) where TKey : notnull
    {
        if (rows.Count < 2)
            return rows;
        var last = new Dictionary<TKey, int>(rows.Count);
        for (var i = 0; i < rows.Count; i++)
            last[key(rows[i])] = i;
        return last.Count == rows.Count ? rows : [.. last.Values.Order().Select(index => rows[index])];
    }

    /// <summary>For messages about a list of which one is wrong.</summary>
    internal static string AndOthers<TRow>(IReadOnlyList<TRow> rows) =>
        rows.Count == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" and {rows.Count - 1} more");
}
