using Npgsql;
using NpgsqlTypes;
using Retention.Workflows.Storage;

namespace Retention.Workflows.PostgreSql.Connection;

/// <summary>
/// Values for <c>$1</c>, <c>$2</c> and so on, in order. A list of rows becomes one array for each column, for <c>unnest</c>.
/// </summary>
internal static class PostgreSqlParameters
{
    internal static NpgsqlParameterCollection Put(this NpgsqlParameterCollection parameters, int value) =>
        parameters.With(value, NpgsqlDbType.Integer);

    internal static NpgsqlParameterCollection Put(this NpgsqlParameterCollection parameters, long value) =>
        parameters.With(value, NpgsqlDbType.Bigint);

    internal static NpgsqlParameterCollection Put(this NpgsqlParameterCollection parameters, bool value) =>
        parameters.With(value, NpgsqlDbType.Boolean);

    internal static NpgsqlParameterCollection Put(this NpgsqlParameterCollection parameters, DateOnly day) =>
        parameters.With(day, NpgsqlDbType.Date);

    internal static NpgsqlParameterCollection Put(this NpgsqlParameterCollection parameters, DateTimeOffset instant) =>
        parameters.PutBound(PostgreSqlInstant.Of(instant));

    internal static NpgsqlParameterCollection PutBound(this NpgsqlParameterCollection parameters, DateTime bound) =>
        parameters.With(bound, NpgsqlDbType.TimestampTz);

    internal static NpgsqlParameterCollection Put(this NpgsqlParameterCollection parameters, string text, string what) =>
        parameters.With(Storable(text, what)!, NpgsqlDbType.Text);

    internal static NpgsqlParameterCollection PutOrNull(this NpgsqlParameterCollection parameters, string? text, string what)
    {
        parameters.Add(new NpgsqlParameter { Value = (object?)Storable(text, what) ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        return parameters;
    }

    internal static NpgsqlParameterCollection Put(this NpgsqlParameterCollection parameters, long[] values) =>
        parameters.With(values, NpgsqlDbType.Array | NpgsqlDbType.Bigint);

    internal static NpgsqlParameterCollection Put(this NpgsqlParameterCollection parameters, string[] texts, string what)
    {
        foreach (var text in texts)
            Storable(text, what);
        return parameters.With(texts, NpgsqlDbType.Array | NpgsqlDbType.Text);
    }

    internal static NpgsqlParameterCollection Put<TRow>(
        this NpgsqlParameterCollection parameters, IReadOnlyList<TRow> rows, Func<TRow, long> column) =>
        parameters.Put(Column(rows, column));

    internal static NpgsqlParameterCollection Put<TRow>(
        this NpgsqlParameterCollection parameters, IReadOnlyList<TRow> rows, Func<TRow, long?> column) =>
        parameters.With(Column(rows, column), NpgsqlDbType.Array | NpgsqlDbType.Bigint);

    internal static NpgsqlParameterCollection Put<TRow>(
        this NpgsqlParameterCollection parameters, IReadOnlyList<TRow> rows, Func<TRow, int> column) =>
        parameters.With(Column(rows, column), NpgsqlDbType.Array | NpgsqlDbType.Integer);

    internal static NpgsqlParameterCollection Put<TRow>(
        this NpgsqlParameterCollection parameters, IReadOnlyList<TRow> rows, Func<TRow, bool> column) =>
        parameters.With(Column(rows, column), NpgsqlDbType.Array | NpgsqlDbType.Boolean);

    internal static NpgsqlParameterCollection Put<TRow>(
        this NpgsqlParameterCollection parameters, IReadOnlyList<TRow> rows, Func<TRow, short> column) =>
        parameters.With(Column(rows, column), NpgsqlDbType.Array | NpgsqlDbType.Smallint);

    internal static NpgsqlParameterCollection Put<TRow>(
        this NpgsqlParameterCollection parameters, IReadOnlyList<TRow> rows, Func<TRow, short?> column) =>
        parameters.With(Column(rows, column), NpgsqlDbType.Array | NpgsqlDbType.Smallint);

    internal static NpgsqlParameterCollection Put<TRow>(
        this NpgsqlParameterCollection parameters, IReadOnlyList<TRow> rows, Func<TRow, DateOnly> column) =>
        parameters.With(Column(rows, column), NpgsqlDbType.Array | NpgsqlDbType.Date);

    internal static NpgsqlParameterCollection Put<TRow>(
        this NpgsqlParameterCollection parameters, IReadOnlyList<TRow> rows, Func<TRow, DateOnly?> column) =>
        parameters.With(Column(rows, column), NpgsqlDbType.Array | NpgsqlDbType.Date);

    internal static NpgsqlParameterCollection Put<TRow>(
        this NpgsqlParameterCollection parameters, IReadOnlyList<TRow> rows, Func<TRow, DateTimeOffset> column) =>
        parameters.With(Column(rows, row => PostgreSqlInstant.Of(column(row))), NpgsqlDbType.Array | NpgsqlDbType.TimestampTz);

    internal static NpgsqlParameterCollection Put<TRow>(
        this NpgsqlParameterCollection parameters, IReadOnlyList<TRow> rows, Func<TRow, DateTimeOffset?> column) =>
        parameters.With(Column(rows, row => column(row) is { } at ? PostgreSqlInstant.Of(at) : default(DateTime?)),
            NpgsqlDbType.Array | NpgsqlDbType.TimestampTz);

    internal static NpgsqlParameterCollection Put<TRow>(
        this NpgsqlParameterCollection parameters, IReadOnlyList<TRow> rows, Func<TRow, string?> column, string what)
    {
        var texts = new string?[rows.Count];
        for (var i = 0; i < texts.Length; i++)
            texts[i] = Storable(column(rows[i]), what);
        return parameters.With(texts, NpgsqlDbType.Array | NpgsqlDbType.Text);
    }

    private static T[] Column<TRow, T>(IReadOnlyList<TRow> rows, Func<TRow, T> column)
    {
        var values = new T[rows.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = column(rows[i]);
        return values;
    }

    private static NpgsqlParameterCollection With<T>(this NpgsqlParameterCollection parameters, T value, NpgsqlDbType type)
    {
        parameters.Add(new NpgsqlParameter<T> { TypedValue = value, NpgsqlDbType = type });
        return parameters;
    }

    /// <summary>PostgreSQL cannot store the character U+0000 in a text, and refuses it only after it was sent.</summary>
    private static string? Storable(string? text, string what) => text is null || !text.Contains('\0', StringComparison.Ordinal)
        ? text
        : throw new RetentionStoreException(
            $"The {what} contains the character U+0000, which PostgreSQL cannot store in a text. Remove it before the call. Nothing of the transaction was kept.");
}
