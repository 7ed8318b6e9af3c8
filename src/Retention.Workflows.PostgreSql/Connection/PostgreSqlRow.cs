using Npgsql;

namespace Retention.Workflows.PostgreSql.Connection;

/// <summary>Reads the columns of a row.</summary>
internal static class PostgreSqlRow
{
    internal static string? TextOrNull(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    internal static long? Int64OrNull(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

    internal static DateTimeOffset Instant(this NpgsqlDataReader row, int column) => PostgreSqlInstant.From(row.GetDateTime(column));

    internal static DateTimeOffset? InstantOrNull(this NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.Instant(column);

    internal static DateOnly Day(this NpgsqlDataReader row, int column) => row.GetFieldValue<DateOnly>(column);

    internal static decimal Amount(this NpgsqlDataReader row, int column) => decimal.FromOACurrency(row.GetInt64(column));

    internal static decimal? AmountOrNull(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.Amount(column);

    /// <summary>A text as UTF-8, for the caches and JSON readers.</summary>
    internal static byte[] Bytes(this NpgsqlDataReader row, int column) => row.GetFieldValue<byte[]>(column);

    /// <summary>A text as UTF-8; empty for null.</summary>
    internal static byte[] BytesOrEmpty(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? [] : row.Bytes(column);
}
