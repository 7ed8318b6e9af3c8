using System.Security.Cryptography;
using Npgsql;

namespace Retention.Workflows.Peers;

/// <summary>A contender's database. Disposing it deletes it.</summary>
internal sealed class PeerDatabase(string connection, Func<Task> drop) : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(connection + ";Max Auto Prepare=20");

    internal string Connection => connection;

    internal async Task ExecuteAsync(string sql)
    {
        await using var command = _source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    internal async Task ExecuteAsync(string sql, string[] values)
    {
        await using var command = _source.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = values });
        await command.ExecuteNonQueryAsync();
    }

    internal Task OfferAsync(params string[] customers) => ExecuteAsync("SELECT send_offer($1)", customers);

    internal async Task DecideAsync(params string[] customers)
    {
        await using var command = _source.CreateCommand("SELECT decide($1, $2)");
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = customers });
        command.Parameters.Add(new NpgsqlParameter<string[]>
        {
            TypedValue = [.. customers.Select(static _ => RandomNumberGenerator.GetHexString(16, lowercase: true))],
        });
        await command.ExecuteNonQueryAsync();
    }

    internal async Task<long> CountAsync(string sql)
    {
        await using var command = _source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
        await drop();
    }
}
