using System.Text;
using System.Text.Json;
using Npgsql;
using Retention.Workflows.Storage.Json;

namespace Retention.Workflows.PostgreSql.Connection;

/// <summary>Buffers and caches that one transaction uses and the next one reuses. Not thread-safe.</summary>
internal sealed class PostgreSqlScratch : IDisposable
{
    private readonly JsonScratch _json = new();

    private (object? Value, string? Text) _last;

    internal StoredTexts Texts { get; } = new();

    /// <summary>A value as JSON text.</summary>
    internal string Json<T>(T value, Action<Utf8JsonWriter, T> write)
    {
        write(_json.Start(), value);
        return Encoding.UTF8.GetString(_json.Finish());
    }

    /// <summary>The text of an immutable object, cached for consecutive rows with the same object.</summary>
    internal string? Same<T>(T value, Func<T, string?> write) where T : class
    {
        if (!ReferenceEquals(_last.Value, value))
            _last = (value, write(value));
        return _last.Text;
    }

    internal string Word(NpgsqlDataReader row, int column) => Texts.Words.Get(row.Bytes(column));

    internal string? WordOrNull(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : Word(row, column);

    public void Dispose() => _json.Dispose();

    internal JourneyName Journey(NpgsqlDataReader row, int column) => Texts.Journeys.Get(row.Bytes(column));
}
