namespace Retention.Workflows.Benchmarks;

/// <summary>One column of rows that are written together.</summary>
internal readonly record struct Column(string Name, Array Values);

/// <summary>
/// One database connection tuned for speed alone: prepared statements and many rows a transaction; on PostgreSQL also many rows a
/// statement.
/// </summary>
internal abstract class BareConnection : IAsyncDisposable
{
    internal const int BatchSize = 1_000;

    internal abstract bool IsPostgreSql { get; }

    /// <summary>A column of instants, given in milliseconds since 1970, in the form of the stores.</summary>
    internal abstract Column Instants(string name, IEnumerable<long?> milliseconds);

    /// <summary>
    /// The key columns of rows in partition 0, in the form of the stores: PostgreSQL stores partition and number, SQLite one number for
    /// both.
    /// </summary>
    internal Column[] Key(string sqlite, long[] numbers) =>
        IsPostgreSql ? [new("partition", new int[numbers.Length]), new("number", numbers)] : [new(sqlite, numbers)];

    /// <summary>The partition column, where <see cref="Key"/> does not contain it.</summary>
    internal Column[] Partition(int rows) => IsPostgreSql ? [] : [new("partition", new int[rows])];

    /// <summary>Runs statements that differ between the databases, such as those that create tables.</summary>
    internal abstract Task ExecuteAsync(string sqlite, string postgreSql);

    internal abstract Task BeginAsync();

    internal abstract Task CommitAsync();

    internal abstract Task InsertAsync(string table, Column[] columns, string suffix = "");

    /// <summary>Sets all columns after the first ones, which are the key.</summary>
    internal abstract Task UpdateAsync(string table, int keys, Column[] columns);

    /// <summary>Runs a query whose rows begin with a number, and reads these numbers.</summary>
    internal abstract Task<List<long>> ReadNumbersAsync(string sqlite, string postgreSql, params object[] values);

    /// <summary>Runs one query for each row of the columns; on PostgreSQL all of them in one statement.</summary>
    /// <param name="sqlite">The query with one parameter for each column.</param>
    /// <param name="postgreSql">The query with one array for each column.</param>
    /// <param name="columns">Columns of equal length.</param>
    internal abstract Task<long> SumAsync(string sqlite, string postgreSql, Column[] columns);

    /// <summary>
    /// Reads one customer from each row: id, last purchase in milliseconds since 1970, number of purchases, sum in ten-thousandths.
    /// </summary>
    internal abstract Task ReadTotalsAsync(string sql, Action<string, long, int, long> read);

    /// <summary>Runs a query whose rows begin with a text, and reads these texts.</summary>
    internal abstract Task<List<string>> ReadTextsAsync(string sqlite, string postgreSql, params object[] values);

    public abstract ValueTask DisposeAsync();
}
