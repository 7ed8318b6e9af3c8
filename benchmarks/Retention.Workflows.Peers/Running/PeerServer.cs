using System.Globalization;
using Npgsql;
using Retention.Workflows.Benchmarks;
using Retention.Workflows.Tests.Shared;

namespace Retention.Workflows.Peers;

/// <summary>The PostgreSQL server that all contenders share. Each gets its own new database on it.</summary>
internal sealed class PeerServer : IAsyncDisposable
{
    // The same as in the other benchmarks: the usual settings for a server of this size.
    private const string Settings = """
        shared_buffers = 1GB
        max_wal_size = 4GB
        """;

    private readonly PostgreSqlServer _server = PostgreSqlServer.Create(Settings);
    private readonly int _postmaster;
    private int _databases;

    private PeerServer()
    {
        using var source = NpgsqlDataSource.Create(_server.ConnectionString());
        using var command = source.CreateCommand("SELECT current_setting('server_version'), pg_backend_pid()");
        using var reader = command.ExecuteReader();
        reader.Read();
        _postmaster = ServerProcesses.ParentOf(reader.GetInt32(1));
        Description = $"PostgreSQL {reader.GetString(0).Split(' ')[0]} over loopback, fsync on, {Settings.ReplaceLineEndings(", ")}";
    }

    internal string Description { get; }

    internal TimeSpan Processor => ServerProcesses.ProcessorOf(_postmaster);

    internal static PeerServer Start() => new();

    internal async Task<PeerDatabase> CreateAsync()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"peer_{++_databases}");
        await ExecuteAsync($"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0");
        return new PeerDatabase(_server.ConnectionString(name), () => ExecuteAsync($"DROP DATABASE {name} WITH (FORCE)"));
    }

    public ValueTask DisposeAsync()
    {
        _server.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(_server.ConnectionString());
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
