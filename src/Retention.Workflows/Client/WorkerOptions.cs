namespace Retention.Workflows;

/// <summary>How the worker processes its work. A group of <see cref="RetentionOptions"/>.</summary>
public sealed class WorkerOptions
{
    /// <summary>How many enrollments, customers or messages one transaction handles; 1 to 10,000, default 1,000.</summary>
    /// <remarks>Raise it if commits are slow. It costs memory. <see cref="TransactionTime"/> limits slow transactions further.</remarks>
    public int BatchSize { get; set; } = 1000;

    /// <summary>
    /// About how long a transaction of the worker may take; 1 millisecond to 1 minute, default 100 milliseconds. A worker whose transactions
    /// take longer handles fewer rows in the next ones, but at least 100.
    /// </summary>
    /// <remarks>
    /// A transaction locks its partition, on SQLite the whole file. A call such as <see cref="IRetentionClient.AppendEventAsync"/> waits
    /// for it. A higher value makes the worker faster, a lower one such calls.
    /// </remarks>
    public TimeSpan TransactionTime { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The maximum sleep of the worker after it did work or was woken; at least 100 milliseconds, default 2 seconds.</summary>
    /// <remarks>
    /// While nothing happens, each sleep is twice as long as the last, up to <see cref="MaxPollInterval"/>. It ends at once when this
    /// process has new work, when the store signals work of others, and when work becomes due. The death of another worker causes no
    /// signal. While another worker holds a partition or sends messages, this one polls every second, or more often if this value is
    /// shorter. Each poll is one query, however much work waits.
    /// </remarks>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The maximum sleep of the worker while nothing happens; not shorter than <see cref="PollInterval"/>, default 15 seconds.
    /// </summary>
    /// <remarks>Work without a signal may wait this long: a signal was lost, another process wrote to a SQLite file, or a clock was
    /// set.</remarks>
    public TimeSpan MaxPollInterval { get; set; } = TimeSpan.FromSeconds(15);
}
