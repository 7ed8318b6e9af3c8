using System.Buffers.Binary;
using System.Text;

namespace Retention.Workflows.Storage.Json;

/// <summary>
/// Returns the same object for the same stored text. For texts with few different values: names of journeys, steps, channels, events. Not
/// thread-safe.
/// </summary>
internal sealed class StoredTexts
{
    internal TextCache<string> Words { get; } = new(static text => text);

    internal TextCache<JourneyName> Journeys { get; } = new(static text => new JourneyName(text));

    internal TextCache<EventName> Events { get; } = new(static text => new EventName(text));

    internal TextCache<Channel> Channels { get; } = new(static text => new Channel(text));

    internal TextCache<VoucherOffer> Offers { get; } = new(OfferJson.Read);

    private byte[] _stateBytes = [];
    private EnrollmentState _state = EnrollmentState.Empty;

    /// <summary>
    /// Reads the state of an enrollment; empty bytes are an empty state. Enrollments that entered together often have equal states one
    /// after the other.
    /// </summary>
    internal EnrollmentState State(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return EnrollmentState.Empty;
        if (!bytes.SequenceEqual(_stateBytes))
        {
            _state = EnrollmentState.Parse(Encoding.UTF8.GetString(bytes));
            _stateBytes = bytes.ToArray();
        }

        return _state;
    }
}

/// <summary>A cache of fixed size. A text replaces another one in the same slot.</summary>
internal sealed class TextCache<T>(Func<string, T> make)
{
    private const int Places = 512;

    private readonly (byte[]? Bytes, T Value)[] _entries = new (byte[]?, T)[Places];

    internal T Get(ReadOnlySpan<byte> bytes)
    {
        ref var entry = ref _entries[Place(bytes)];
        if (entry.Bytes is { } known && bytes.SequenceEqual(known))
            return entry.Value;
        entry = (bytes.ToArray(), make(Encoding.UTF8.GetString(bytes)));
        return entry.Value;
    }

    private static int Place(ReadOnlySpan<byte> bytes)
    {
        ulong hash = (ulong)bytes.Length;
        if (bytes.Length >= 8)
        {
            hash ^= BinaryPrimitives.ReadUInt64LittleEndian(bytes) * 0x9E3779B97F4A7C15;
            hash ^= BinaryPrimitives.ReadUInt64LittleEndian(bytes[^8..]) * 0xC2B2AE3D27D4EB4F;
        }
        else
        {
            foreach (var value in bytes)
                hash = (hash ^ value) * 0x100000001B3;
        }

        hash ^= hash >> 32;
        return (int)((hash * 0x9E3779B97F4A7C15) >> 55);
    }
}
