namespace Retention.Workflows;

/// <summary>Dates in the shop's time zone: on which day something happened, and when a day begins.</summary>
internal sealed class ShopZone
{
    internal const string Utc = "UTC";

    private readonly TimeZoneInfo _zone;

    internal ShopZone(string id, string parameter)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone))
            throw new ArgumentException($"This machine knows no time zone '{id}'. Give an IANA id such as Europe/Ljubljana.", parameter);
        _zone = zone;
    }

    /// <summary>The day number of the local date at an instant.</summary>
    internal int DayOf(long utcTicks) => DayOf(utcTicks, OffsetAt(utcTicks));

    /// <summary>The first instant of a local date, in UTC ticks.</summary>
    /// <remarks>A midnight that comes twice counts at the earlier instant; one that does not exist, at the first instant after the gap.</remarks>
    internal long StartOf(DateOnly day)
    {
        var midnight = day.DayNumber * TimeSpan.TicksPerDay;
        var before = OffsetAt(midnight - (2 * TimeSpan.TicksPerDay));
        var after = OffsetAt(midnight + (2 * TimeSpan.TicksPerDay));
        var early = midnight - Math.Max(before, after);
        var late = midnight - Math.Min(before, after);
        if (LocalAt(early) == midnight)
            return Clamp(early);
        if (LocalAt(late) == midnight)
            return Clamp(late);

        while (late - early > 1)
        {
            var middle = early + ((late - early) / 2);
            if (LocalAt(middle) >= midnight)
                late = middle;
            else
                early = middle;
        }

        return Clamp(late);
    }

    /// <summary>A memory of offsets for many look-ups on one thread.</summary>
    internal DayLookup Remember() => new(this);

    private static int DayOf(long utcTicks, long offset) =>
        (int)Math.Clamp((utcTicks + offset) / TimeSpan.TicksPerDay, 0, DateOnly.MaxValue.DayNumber);

    private static long Clamp(long ticks) => Math.Clamp(ticks, DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks);

    private long LocalAt(long utcTicks) => utcTicks + OffsetAt(utcTicks);

    private long OffsetAt(long utcTicks) => _zone.GetUtcOffset(new DateTime(Clamp(utcTicks), DateTimeKind.Utc)).Ticks;

    /// <summary>Asks the zone once per UTC day, and again only on days at whose ends the offset differs.</summary>
    internal sealed class DayLookup(ShopZone zone)
    {
        private const long Unknown = long.MinValue;
        private const long Changing = long.MaxValue;

        private long[] _offsets = [];
        private int _from;

        internal int DayOf(long utcTicks)
        {
            var day = (int)(utcTicks / TimeSpan.TicksPerDay);
            if ((uint)(day - _from) >= (uint)_offsets.Length)
                Widen(day);
            ref var offset = ref _offsets[day - _from];
            if (offset == Unknown)
                offset = Ask(day);
            return offset == Changing ? zone.DayOf(utcTicks) : ShopZone.DayOf(utcTicks, offset);
        }

        private long Ask(int day)
        {
            var start = day * TimeSpan.TicksPerDay;
            var offset = zone.OffsetAt(start);
            return offset == zone.OffsetAt(start + TimeSpan.TicksPerDay - 1) ? offset : Changing;
        }

        private void Widen(int day)
        {
            var from = _offsets.Length == 0 ? day - 512 : Math.Min(_from, day - 512);
            var to = _offsets.Length == 0 ? day + 512 : Math.Max(_from + _offsets.Length, day + 512);
            var wider = new long[to - from];
            Array.Fill(wider, Unknown);
            _offsets.CopyTo(wider, _offsets.Length == 0 ? 0 : _from - from);
            (_offsets, _from) = (wider, from);
        }
    }
}
