namespace Retention.Workflows.Sqlite.Connection;

/// <summary>The texts of an INSERT statement: for one row, or for several at once, which saves nearly half of a row's cost.</summary>
/// <remarks>The caller abandons the transaction when a row is refused, so single rows need no rollback.</remarks>
internal sealed class SqliteInsert
{
    internal const int RowsAtOnce = 8;

    /// <param name="table">The table with the names of its columns, as in <c>history (enrollment, number)</c>.</param>
    /// <param name="suffix">The text after the values.</param>
    internal SqliteInsert(string table, string suffix = "")
    {
        var row = $"({string.Join(", ", Enumerable.Repeat("?", table.Count(static sign => sign == ',') + 1))})";
        One = $"INSERT OR FAIL INTO {table} VALUES {row} {suffix}";
        Many = $"INSERT OR FAIL INTO {table} VALUES {string.Join(", ", Enumerable.Repeat(row, RowsAtOnce))} {suffix}";
    }

    internal string One { get; }

    internal string Many { get; }
}

/// <summary>Inserts a number of rows with as few statements as possible. A mutable struct: keep it in a local variable.</summary>
internal struct SqliteRows(SqliteSession session, SqliteInsert insert, int rows)
{
    private SqliteStatement? _statement;
    private int _left = rows;
    private int _size;
    private int _filled;

    /// <summary>The number of rows that the last statement tried to insert.</summary>
    internal readonly int Ran => _size;

    /// <summary>For an error message about a refused statement: the other rows that may have caused it.</summary>
    internal readonly string OrEarlier => _size == 1 ? "" : $" or one of the {_size - 1} before it";

    /// <summary>The statement for the next row's values.</summary>
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

    /// <summary>Ends a row; the last row of a statement runs it.</summary>
    /// <param name="refused">True if an existing key refused one of the statement's rows.</param>
    /// <returns>True if a statement ran.</returns>
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

    /// <summary>Ends a row that cannot be refused.</summary>
    internal void End()
    {
        if (++_filled < _size)
            return;
        _statement!.Run();
        _filled = 0;
        _left -= _size;
    }
}
