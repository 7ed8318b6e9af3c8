namespace Retention.Workflows.Engine.Batches;

/// <summary>
/// How many rows one transaction of a kind of work handles. A transaction that took longer than <see cref="WorkerOptions.TransactionTime"/>
/// makes the next ones smaller, so that calls that wait for the partition do not wait long. Thread-safe.
/// </summary>
internal sealed class BatchPace(WorkerOptions options, TimeProvider time)
{
    /// <summary>Smaller transactions would mostly consist of their commits.</summary>
    private const int Fewest = 100;

    private int _limit = int.MaxValue;

    /// <summary>The number of rows for the next transaction.</summary>
    internal int Limit => Math.Min(Volatile.Read(ref _limit), options.BatchSize);

    /// <summary>Begins to measure a transaction.</summary>
    internal long Begin() => time.GetTimestamp();

    /// <summary>Ends the measurement after the commit.</summary>
    /// <param name="begun">The result of <see cref="Begin"/>.</param>
    /// <param name="rows">The rows that the transaction handled.</param>
    internal void Took(long begun, int rows)
    {
        var taken = time.GetElapsedTime(begun);
        if (rows < Math.Min(Fewest, Limit))
            return; // most of the time was not that of rows
        var longest = options.TransactionTime;
        if (taken > longest)
            Volatile.Write(ref _limit, Math.Max(Fewest, (int)(rows * (longest / taken))));
        else if (rows >= Limit)
            Volatile.Write(ref _limit, (int)Math.Min(int.MaxValue, rows * Math.Min(2, longest / taken)));
    }
}
