using Npgsql;

namespace Retention.Workflows.PostgreSql;

/// <summary>The settings of the PostgreSQL store.</summary>
public sealed class PostgreSqlStoreOptions
{
    internal const int MaxPartitions = 1_024;

    /// <summary>
    /// The database, in Npgsql's form: <c>Host=db;Database=shop;Username=retention;Password=...</c>. The store creates its own pool for it.
    /// Leave it empty when
    /// <see cref="DataSource"/> is given.
    /// </summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>The host's own pool; default none. The store uses it unchanged and never disposes it.</summary>
    /// <remarks>
    /// Set <c>Max Auto Prepare</c> of its connection string to 100 or more: without prepared statements the store is markedly slower.
    /// </remarks>
    public NpgsqlDataSource? DataSource { get; set; }

    /// <summary>The connection string for the one connection that a worker keeps; by default the same as for everything else.</summary>
    /// <remarks>
    /// Required behind a pooler such as PgBouncer in transaction mode: a worker listens and holds a lock on its connection, so it must
    /// connect to the server directly.
    /// </remarks>
    public string? WorkerConnectionString { get; set; }

    /// <summary>
    /// The schema of the tables; default <c>retention</c>. Lower-case letters, digits and underscores, at most 63, not beginning with a
    /// digit or <c>pg_</c>.
    /// </summary>
    public string Schema { get; set; } = "retention";

    /// <summary>The number of partitions of a new store, 1 to 1,024; default 64. It is read only when the tables are created.</summary>
    /// <remarks>
    /// A worker holds one partition at a time for each of its loops. A few times the largest number of workers is enough.
    /// </remarks>
    public int Partitions { get; set; } = 64;

    /// <summary>The clock that decides what is due; default the database's.</summary>
    public PostgreSqlClock Clock { get; set; } = PostgreSqlClock.Database;

    /// <summary>
    /// How long a transaction may be idle before the server ends it and releases its partition, 1 s to 1 hour; default 30 s.
    /// </summary>
    /// <remarks>A stopped process, or a machine without network, holds its partition no longer than this.</remarks>
    public TimeSpan IdleInTransactionTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// True to prepare statements once on the server and reuse them; default true. Used only with a <see cref="ConnectionString"/>. Set it
    /// to false behind a
    /// pooler that does not support prepared statements (PgBouncer before 1.21).
    /// </summary>
    public bool PreparedStatements { get; set; } = true;

    /// <summary>The problems of the settings, one sentence each with type and property; empty when there are none.</summary>
    internal IEnumerable<string> Problems() => ProblemsByProperty().Select(static problem => $"{nameof(PostgreSqlStoreOptions)}.{problem}");

    private IEnumerable<string> ProblemsByProperty()
    {
        if (DataSource is null && string.IsNullOrWhiteSpace(ConnectionString))
            yield return $"{nameof(ConnectionString)}: name the database, or give a {nameof(DataSource)}.";
        if (DataSource is not null && !string.IsNullOrWhiteSpace(ConnectionString))
            yield return $"{nameof(ConnectionString)}: must be empty if a {nameof(DataSource)} is given.";
        if (!string.IsNullOrWhiteSpace(ConnectionString) && !IsReadable(ConnectionString))
            yield return $"{nameof(ConnectionString)}: must have the form 'Host=...;Database=...;Username=...' with Npgsql's keywords, and name a host.";
        if (WorkerConnectionString is not null && !IsReadable(WorkerConnectionString))
            yield return $"{nameof(WorkerConnectionString)}: must have the form 'Host=...;Database=...;Username=...' with Npgsql's keywords, and name a host.";
        if (!IsName(Schema))
            yield return $"{nameof(Schema)}: must be 1 to 63 lower-case letters, digits and underscores, not beginning with a digit or 'pg_'.";
        if (Partitions is < 1 or > MaxPartitions)
            yield return $"{nameof(Partitions)}: must be 1 to {MaxPartitions}.";
        if (!Enum.IsDefined(Clock))
            yield return $"{nameof(Clock)}: must be Database or Host.";
        if (IdleInTransactionTimeout < TimeSpan.FromSeconds(1) || IdleInTransactionTimeout > TimeSpan.FromHours(1))
            yield return $"{nameof(IdleInTransactionTimeout)}: must be one second to one hour.";
    }

    internal PostgreSqlStoreOptions Copy() => (PostgreSqlStoreOptions)MemberwiseClone();

    private static bool IsReadable(string connectionString)
    {
        try
        {
            return !string.IsNullOrWhiteSpace(new NpgsqlConnectionStringBuilder(connectionString).Host);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or InvalidCastException)
        {
            return false;
        }
    }

    private static bool IsName(string? schema) =>
        schema is { Length: >= 1 and <= 63 } && !char.IsAsciiDigit(schema[0]) && !schema.StartsWith("pg_", StringComparison.Ordinal)
        && schema.All(static character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '_');
}
