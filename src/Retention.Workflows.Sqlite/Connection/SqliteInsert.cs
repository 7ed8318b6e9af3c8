namespace Retention.Workflows.Sqlite.Connection;

/// <summary>The texts of a statement that adds rows: one row, or several at once, which saves nearly half of what a row costs.</summary>
/// <remarks>Who adds rows through it gives up the transaction when one of them is refused, so nothing needs to be taken back row by row.</remarks>
internal sealed class SqliteInsert
{
    internal const int RowsAtOnce = 8;

    /// <param name="table">The table with the names of its columns, as in <c>history (enrollment, number)</c>.</param>
    /// <param name="suffix">What stands behind the values.</param>
    internal SqliteInsert(string table, string suffix = "")
    {
        var row = $"({string.Join(", ", Enumerable.Repeat("?", table.Count(static sign => sign == ',') + 1))})";
        One = $"INSERT OR FAIL INTO {table} VALUES {row} {suffix}";
        Many = $"INSERT OR FAIL INTO {table} VALUES {string.Join(", ", Enumerable.Repeat(row, RowsAtOnce))} {suffix}";
    }

    internal string One { get; }

    internal string Many { get; }
}

/// <summary>Adds so many rows with as few statements as there may be. A mutable struct: keep it in a local variable.</summary>
internal struct SqliteRows(SqliteSession session, SqliteInsert insert, int rows)
{
    private SqliteStatement? _statement;
    private int _left = rows;
    private int _size;
    private int _filled;

    /// <summary>How many rows the statement that ran last tried to add.</summary>
    internal readonly int Ran => _size;

    /// <summary>For a message about the row that ended a refused statement: which others it may be about.</summary>
    internal readonly string OrEarlier => _size == 1 ? "" : $" or one of the {_size - 1} before it";

    /// <summary>The statement to put the next row's values into.</summary>
    internal SqliteStatement Next()
    {
        if (_filled == 0)
        {
            var size = _left >= SqliteInsert.RowsAtOnce ? SqliteInsert.RowsAtOnce : 1;
            if (_statement is null || size != _size)
                _statement = session.Prepare(size == 1 ? insert.One : insert.Many);
            _size = size;
        }

        return _statement!;
    }

    /// <summary>Ends a row; the last of its statement runs it.</summary>
    /// <param name="refused">Whether a key stood in the way of one of the statement's rows.</param>
    /// <returns>Whether a statement ran.</returns>
    internal bool End(out bool refused)
    {
        refused = false;
        if (++_filled < _size)
            return false;
        refused = !_statement!.TryRun();
        _filled = 0;
        _left -= _size;
        return true;
    }

    /// <summary>Ends a row that nothing can refuse.</summary>
    internal void End()
    {
        if (++_filled < _size)
            return;
        _statement!.Run();
        _filled = 0;
        _left -= _size;
    }
}
