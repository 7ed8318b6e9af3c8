using System.Buffers;
using System.Text;
using SQLitePCL;

namespace Retention.Workflows.Sqlite.Connection;

/// <summary>
/// A prepared statement. Values are put in the order of its parameters, and rows are read by column. Prepared once for each connection and
/// reused.
/// </summary>
internal sealed class SqliteStatement(SqliteSession session, sqlite3_stmt handle)
{
    // Refuses text that UTF-8 cannot encode, so that two different ids never become one.
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // The value of each parameter. A statement keeps its values from row to row, and most rows of a batch share most values, which are then
    // not put again.
    private readonly Held[] _held = new Held[raw.sqlite3_bind_parameter_count(handle)];

    private int _parameter;

    private enum Kind : byte
    {
        Null,
        Number,
        Text,
        Other,
    }

    internal SqliteStatement Put(long value)
    {
        ref var held = ref _held[_parameter++];
        if (held.Kind == Kind.Number && held.Number == value)
            return this;
        held = new Held(Kind.Other);
        Check(raw.sqlite3_bind_int64(handle, _parameter, value));
        held = new Held(Kind.Number, value);
        return this;
    }

    internal SqliteStatement Put(long? value) => value is { } number ? Put(number) : PutNull();

    internal SqliteStatement Put(bool value) => Put(value ? 1L : 0L);

    internal SqliteStatement Put(DateTimeOffset instant) => Put(instant.ToUnixTimeMilliseconds());

    internal SqliteStatement Put(DateTimeOffset? instant) => instant is { } at ? Put(at) : PutNull();

    internal SqliteStatement PutAmount(decimal amount) => Put(decimal.ToOACurrency(amount));

    internal SqliteStatement PutAmount(decimal? amount) => amount is { } value ? PutAmount(value) : PutNull();

    internal SqliteStatement Put(string? text)
    {
        if (text is null)
            return PutNull();
        if (Holds(text) || (_held[_parameter] is { Kind: Kind.Text, Value: string known } && known == text))
            return PutHeld();
        var buffer = session.Scratch;
        _ = text.Length * 3 <= buffer.Length ? PutUtf8(buffer.AsSpan(0, Encode(text, buffer))) : PutLong(text);
        return Hold(text);
    }

    /// <summary>True if the next parameter already holds the text of this immutable object.</summary>
    internal bool Holds(object value) => ReferenceEquals(_held[_parameter].Value, value);

    /// <summary>Keeps the next parameter unchanged.</summary>
    internal SqliteStatement PutHeld()
    {
        _parameter++;
        return this;
    }

    /// <summary>Remembers the immutable object whose text was put last.</summary>
    internal SqliteStatement Hold(object value)
    {
        _held[_parameter - 1] = new Held(Kind.Text, 0, value);
        return this;
    }

    internal SqliteStatement PutUtf8(ReadOnlySpan<byte> text)
    {
        _held[_parameter] = new Held(Kind.Other);

        // An empty span has no address, and SQLite takes no address for null.
        Check(text.IsEmpty
            ? raw.sqlite3_bind_text(handle, ++_parameter, "")
            : raw.sqlite3_bind_text(handle, ++_parameter, text));
        return this;
    }

    internal SqliteStatement PutNull()
    {
        ref var held = ref _held[_parameter++];
        if (held.Kind == Kind.Null)
            return this;
        held = new Held(Kind.Other);
        Check(raw.sqlite3_bind_null(handle, _parameter));
        held = default;
        return this;
    }

    /// <summary>Advances to the next row; <see langword="false"/> at the end, when the statement is ready for new values.</summary>
    internal bool Step()
    {
        var code = raw.sqlite3_step(handle);
        if (code == raw.SQLITE_ROW)
            return true;
        Reset();
        return code == raw.SQLITE_DONE ? false : throw session.Fail(code);
    }

    /// <summary>Runs a statement without rows, and prepares it for new values.</summary>
    internal void Run()
    {
        if (Step())
            Reset();
    }

    /// <summary>Runs a statement without rows; <see langword="false"/> when an existing key refuses it.</summary>
    internal bool TryRun()
    {
        var code = TryStep();
        if (code == raw.SQLITE_DONE)
            return true;
        return SqliteFailure.IsConstraint(code) ? false : throw session.Fail(code);
    }

    /// <summary>Runs a statement without rows, and returns SQLite's code.</summary>
    internal int TryStep()
    {
        var code = raw.sqlite3_step(handle);
        Reset();
        return code;
    }

    internal void Reset()
    {
        _ = raw.sqlite3_reset(handle);
        _parameter = 0;
    }

    internal void Close() => handle.Dispose();

    internal bool IsNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL;

    internal long Int64(int column) => raw.sqlite3_column_int64(handle, column);

    internal int Int32(int column) => raw.sqlite3_column_int(handle, column);

    internal bool Flag(int column) => Int32(column) != 0;

    internal long? Int64OrNull(int column) => IsNull(column) ? null : Int64(column);

    internal DateTimeOffset Instant(int column) => DateTimeOffset.FromUnixTimeMilliseconds(Int64(column));

    internal DateTimeOffset? InstantOrNull(int column)
    {
        // 0 is null or the epoch; only then the type must be checked.
        var value = Int64(column);
        return value == 0 && IsNull(column) ? null : DateTimeOffset.FromUnixTimeMilliseconds(value);
    }

    internal decimal Amount(int column) => decimal.FromOACurrency(Int64(column));

    internal decimal? AmountOrNull(int column) => IsNull(column) ? null : Amount(column);

    /// <summary>The text's bytes, valid until the next step; also empty for null.</summary>
    internal ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(handle, column);

    internal string Text(int column) => Encoding.UTF8.GetString(Bytes(column));

    internal string? TextOrNull(int column)
    {
        var bytes = Bytes(column);
        return bytes.IsEmpty && IsNull(column) ? null : Encoding.UTF8.GetString(bytes);
    }

    private SqliteStatement PutLong(string text)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Utf8.GetMaxByteCount(text.Length));
        try
        {
            return PutUtf8(buffer.AsSpan(0, Encode(text, buffer)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static int Encode(string text, Span<byte> buffer)
    {
        try
        {
            return Utf8.GetBytes(text, buffer);
        }
        catch (EncoderFallbackException exception)
        {
            throw new ArgumentException("A text contains an unpaired surrogate, which cannot be stored.", nameof(text), exception);
        }
    }

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
            throw session.Fail(code);
    }

    private readonly record struct Held(Kind Kind, long Number = 0, object? Value = null);
}
