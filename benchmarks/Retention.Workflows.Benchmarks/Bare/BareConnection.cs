namespace Retention.Workflows.Benchmarks;

/// <summary>A column of rows that are written together.</summary>
internal readonly record struct Column(string Name, Array Values);

/// <summary>
/// One connection to a database, as a programmer would use it who wants nothing but speed: prepared statements, many rows a transaction, on PostgreSQL
/// many rows a statement.
/// </summary>
internal abstract class BareConnection : IAsyncDisposable
{
    internal const int BatchSize = 1_000;

    internal abstract bool IsPostgreSql { get; }

    /// <summary>Instants given in milliseconds since 1970, as the stores keep them.</summary>
    internal abstract Column Instants(string name, IEnumerable<long?> milliseconds);

    /// <summary>The key of a row within partition 0, as the stores keep it: with the partition in front, or in one number.</summary>
    internal Column[] Key(string sqlite, long[] numbers) => IsPostgreSql ? [new("partition", new int[numbers.Length]), new("number", numbers)] : [new(sqlite, numbers)];

    /// <summary>The partition, where it is no part of <see cref="Key"/>.</summary>
    internal Column[] Partition(int rows) => IsPostgreSql ? [] : [new("partition", new int[rows])];

    /// <summary>Runs statements that differ between the databases, such as those that make tables.</summary>
    internal abstract Task ExecuteAsync(string sqlite, string postgreSql);

    internal abstract Task BeginAsync();

    internal abstract Task CommitAsync();

    internal abstract Task InsertAsync(string table, Column[] columns, string suffix = "");

    /// <summary>Sets the columns behind the first ones, which are the key.</summary>
    internal abstract Task UpdateAsync(string table, int keys, Column[] columns);

    /// <summary>Runs a query whose rows begin with a number, and reads that.</summary>
    internal abstract Task<List<long>> ReadNumbersAsync(string sqlite, string postgreSql, params object[] values);

    /// <summary>Asks one question for each row of the columns; on PostgreSQL in one statement.</summary>
    /// <param name="sqlite">With a parameter a column.</param>
    /// <param name="postgreSql">With an array a column.</param>
    /// <param name="columns">Of equal length.</param>
    internal abstract Task<long> SumAsync(string sqlite, string postgreSql, Column[] columns);

    /// <summary>Reads a customer a row: id, last purchase in milliseconds since 1970, purchases, sum in ten-thousandths.</summary>
    internal abstract Task ReadTotalsAsync(string sql, Action<string, long, int, long> read);

    public abstract ValueTask DisposeAsync();
}
