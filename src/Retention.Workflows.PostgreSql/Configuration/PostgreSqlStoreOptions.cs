using Npgsql;

namespace Retention.Workflows.PostgreSql;

/// <summary>Where the PostgreSQL store keeps everything, and how.</summary>
public sealed class PostgreSqlStoreOptions
{
    internal const int MaxPartitions = 1_024;

    /// <summary>The database, in Npgsql's form: <c>Host=db;Database=shop;Username=retention;Password=...</c>. The store makes a pool of its own for it. Leave it empty where <see cref="DataSource"/> is given.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>A pool that the host has already; default none. It is used as it is and never disposed by the store.</summary>
    /// <remarks>Set <c>Max Auto Prepare</c> of its connection string to 100 or more: without prepared statements the store is markedly slower.</remarks>
    public NpgsqlDataSource? DataSource { get; set; }

    /// <summary>The database as a worker reaches it for the one connection that it keeps; default the same as for everything else.</summary>
    /// <remarks>Needed where a pooler such as PgBouncer in transaction mode stands between: a worker listens and holds a lock on its connection, so it must reach the server itself.</remarks>
    public string? WorkerConnectionString { get; set; }

    /// <summary>The schema that holds the tables; default <c>retention</c>. Small letters, digits and underscores, at most 63, not beginning with a digit or <c>pg_</c>.</summary>
    public string Schema { get; set; } = "retention";

    /// <summary>How many partitions a new store gets, 1 to 1,024; default 64. Looked at only when the tables are made.</summary>
    /// <remarks>A worker holds one partition at a time for each of its loops. A few times as many partitions as there will ever be workers is plenty.</remarks>
    public int Partitions { get; set; } = 64;

    /// <summary>Whose clock decides what is due; default the database's.</summary>
    public PostgreSqlClock Clock { get; set; } = PostgreSqlClock.Database;

    /// <summary>How long a transaction may do nothing before the server ends it and gives its partition to others, 1 s to 1 hour; default 30 s.</summary>
    /// <remarks>A process that was stopped, or a machine that fell off the network, holds its partition no longer than this.</remarks>
    public TimeSpan IdleInTransactionTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether statements are prepared on the server once and used again; default yes. Looked at only with a <see cref="ConnectionString"/>. Turn it off behind a pooler that cannot keep prepared statements (PgBouncer before 1.21).</summary>
    public bool PreparedStatements { get; set; } = true;

    /// <summary>Says what is wrong, a sentence each; empty when all is well.</summary>
    internal IEnumerable<string> Problems()
    {
        if (DataSource is null && string.IsNullOrWhiteSpace(ConnectionString))
            yield return $"{nameof(ConnectionString)}: name the database, or give a {nameof(DataSource)}.";
        if (DataSource is not null && !string.IsNullOrWhiteSpace(ConnectionString))
            yield return $"{nameof(ConnectionString)}: leave it empty where a {nameof(DataSource)} is given.";
        if (!string.IsNullOrWhiteSpace(ConnectionString) && !IsReadable(ConnectionString))
            yield return $"{nameof(ConnectionString)}: must have the form 'Host=...;Database=...;Username=...' with Npgsql's keywords, and name a host.";
        if (WorkerConnectionString is not null && !IsReadable(WorkerConnectionString))
            yield return $"{nameof(WorkerConnectionString)}: must have the form 'Host=...;Database=...;Username=...' with Npgsql's keywords, and name a host.";
        if (!IsName(Schema))
            yield return $"{nameof(Schema)}: must be 1 to 63 small letters, digits and underscores, not beginning with a digit or 'pg_'.";
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
