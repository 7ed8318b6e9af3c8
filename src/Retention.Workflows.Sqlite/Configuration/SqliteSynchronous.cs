namespace Retention.Workflows.Sqlite;

/// <summary>The moment at which a commit returns.</summary>
public enum SqliteSynchronous
{
    /// <summary>After the operating system confirmed the write to disk: commits survive a power failure.</summary>
    Full = 0,

    /// <summary>
    /// After the operating system received the write: commits survive a process crash, but a power failure may lose the last ones.
    /// The file itself stays consistent. For tests, replays and repeatable imports.
    /// </summary>
    Normal = 1,
}
