namespace Retention.Workflows.PostgreSql;

/// <summary>The clock that decides what is due.</summary>
public enum PostgreSqlClock
{
    /// <summary>The database server's clock: all workers agree, whatever their own clocks show.</summary>
    Database = 0,

    /// <summary>The host's <see cref="TimeProvider"/>, separate in each process: for tests and replays in virtual time.</summary>
    Host = 1,
}
