using Retention.Workflows.Storage;
using Retention.Workflows.Storage.Json;
using SQLitePCL;

namespace Retention.Workflows.Sqlite.Connection;

/// <summary>An open connection with its prepared statements. One call at a time: the caller holds the store's lock.</summary>
internal sealed class SqliteSession : IDisposable
{
    private const uint Persistent = 1;

    private readonly sqlite3 _handle;
    private readonly Dictionary<string, SqliteStatement> _statements = new(ReferenceEqualityComparer.Instance);

    static SqliteSession() => Batteries_V2.Init();

    private SqliteSession(string path, sqlite3 handle)
    {
        Path = path;
        _handle = handle;
    }

    internal string Path { get; }

    /// <summary>A buffer for a text on its way to SQLite.</summary>
    internal byte[] Scratch { get; } = new byte[1_024];

    /// <summary>The writer of JSON values.</summary>
    internal JsonScratch Json { get; } = new();

    /// <summary>A cache of repeated texts, such as names of steps.</summary>
    internal StoredTexts Texts { get; } = new();

    /// <summary>True after an error that makes the connection unusable.</summary>
    internal bool IsSpoiled { get; private set; }

    /// <summary>True if the path did not lead to the open file when it was last checked.</summary>
    internal bool IsLost { get; private set; }

    internal bool InTransaction => raw.sqlite3_get_autocommit(_handle) == 0;

    internal int Changes => raw.sqlite3_changes(_handle);

    internal static SqliteSession Open(string path) => Open(path, path, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE);

    /// <summary>Opens a file to read its first page only: takes no lock, reads no log, changes nothing.</summary>
    internal static SqliteSession OpenUntouched(string path) =>
        Open(path, UriOf(path) + "?immutable=1", raw.SQLITE_OPEN_READONLY | raw.SQLITE_OPEN_URI);

    // System.Uri keeps text that looks escaped, but here %41 is a part of the name.
    private static string UriOf(string path)
    {
        var parts = OperatingSystem.IsWindows() ? ("/" + path).Replace('\\', '/').Split('/') : path.Split('/');
        return "file://" + string.Join('/', parts.Select(Uri.EscapeDataString));
    }

    private static SqliteSession Open(string path, string name, int flags)
    {
        // One thread at a time uses the connection, so SQLite needs no locks of its own.
        var code = raw.sqlite3_open_v2(name, out var handle, flags | raw.SQLITE_OPEN_NOMUTEX, null);
        var session = new SqliteSession(path, handle);
        if (code == raw.SQLITE_OK)
            return session;
        var failure = session.Fail(code);
        session.Dispose();
        throw failure;
    }

    internal void WaitWhileBusy(TimeSpan timeout) => raw.sqlite3_busy_timeout(_handle, (int)timeout.TotalMilliseconds);

    /// <summary>A statement, prepared at its first use. The text must be a constant, since it is found by reference.</summary>
    internal SqliteStatement Prepare(string sql)
    {
        if (_statements.TryGetValue(sql, out var statement))
        {
            statement.Reset();
            return statement;
        }

        var code = raw.sqlite3_prepare_v3(_handle, sql, Persistent, out var handle);
        if (code != raw.SQLITE_OK)
            throw Fail(code);
        statement = new SqliteStatement(this, handle);
        _statements.Add(sql, statement);
        return statement;
    }

    /// <summary>Runs statements without results.</summary>
    internal void Execute(string sql)
    {
        var code = TryExecute(sql);
        if (code != raw.SQLITE_OK)
            throw Fail(code);
    }

    internal int TryExecute(string sql) => raw.sqlite3_exec(_handle, sql);

    /// <summary>Reads a statement's single number.</summary>
    internal long Number(string sql)
    {
        var row = Prepare(sql);
        var number = row.Step() ? row.Int64(0) : 0;
        row.Reset();
        return number;
    }

    /// <summary>Reads a statement's single word.</summary>
    internal string Word(string sql)
    {
        var row = Prepare(sql);
        var word = row.Step() ? row.Text(0) : "";
        row.Reset();
        return word;
    }

    /// <summary>Takes the write lock; <see langword="false"/> when another process has it.</summary>
    internal bool TryBegin()
    {
        var code = Prepare("BEGIN IMMEDIATE").TryStep();
        if (code == raw.SQLITE_DONE)
        {
            try
            {
                ThrowIfMoved("Nothing was written.");
                return true;
            }
            catch
            {
                Rollback();
                throw;
            }
        }

        return SqliteFailure.IsBusy(code) ? false : throw Fail(code);
    }

    internal void Commit()
    {
        ResetAll();
        ThrowIfMoved("Nothing of the transaction was kept.");
        Prepare("COMMIT").Run();
        ThrowIfMoved("What the transaction wrote went into the file that was there before.");
    }

    /// <summary>
    /// Throws if the file was deleted, moved or replaced. Otherwise rows would go into a file that nobody can open again.
    /// </summary>
    internal void ThrowIfMoved(string outcome)
    {
        IsLost = SqliteFileIdentity.HasMoved(_handle);
        if (IsLost)
            throw SqliteFailure.Moved(Path, outcome);
    }

    /// <summary>Rolls an open transaction back. Never throws: a connection that cannot even do that is closed.</summary>
    internal void Rollback()
    {
        if (!InTransaction)
            return;
        ResetAll();
        if (TryExecute("ROLLBACK") != raw.SQLITE_OK && InTransaction)
            IsSpoiled = true;
    }

    internal RetentionStoreException Fail(int code)
    {
        IsSpoiled |= SqliteFailure.SpoilsConnection(code);
        return SqliteFailure.Create(Path, raw.sqlite3_extended_errcode(_handle), raw.sqlite3_errmsg(_handle).utf8_to_string());
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
            statement.Close();
        _statements.Clear();
        Json.Dispose();
        _handle.Dispose();
    }

    private void ResetAll()
    {
        foreach (var statement in _statements.Values)
            statement.Reset();
    }
}
