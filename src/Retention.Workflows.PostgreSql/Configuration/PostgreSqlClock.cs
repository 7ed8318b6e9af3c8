namespace Retention.Workflows.PostgreSql;

/// <summary>Whose clock decides what is due.</summary>
public enum PostgreSqlClock
{
    /// <summary>The database server's: all workers agree, whatever their own clocks say.</summary>
    Database = 0,

    /// <summary>The host's <see cref="TimeProvider"/>, each process its own: for tests and simulations in virtual time.</summary>
    Host = 1,
}
