namespace Retention.Workflows.Segments;

/// <summary>
/// Computes the day numbers of local dates for many instants of one time zone. It caches the offset of each UTC day that has only one.
/// </summary>
/// <remarks>
/// Not thread-safe. Instants outside the years of <see cref="LocalTime"/> are clamped to their ends: a purchase of the year 1 is old, not
/// an error.
/// </remarks>
internal sealed class LocalDays(TimeZoneInfo zone)
{
    private const long Unknown = long.MinValue;
    private const long Changing = long.MaxValue;

    private static readonly long First = LocalTime.Earliest.Ticks;
    private static readonly long Last = LocalTime.End.Ticks - 1;

    private long[] _offsets = [];
    private int _from;

    /// <summary>The day number of the local date at an instant, computed without the cache.</summary>
    internal static int DayOf(long utcTicks, TimeZoneInfo zone) =>
        LocalTime.LocalDate(new DateTimeOffset(Math.Clamp(utcTicks, First, Last), TimeSpan.Zero), zone).DayNumber;

    /// <summary>The day number of the local date at an instant.</summary>
    internal int DayOf(long utcTicks)
    {
        var day = (int)(utcTicks / TimeSpan.TicksPerDay);
        if ((uint)(day - _from) >= (uint)_offsets.Length)
            Widen(day);
        ref var offset = ref _offsets[day - _from];
        if (offset == Unknown)
            offset = ToCondition(day);
        return offset == Changing ? DayOf(utcTicks, zone) : (int)((utcTicks + offset) / TimeSpan.TicksPerDay);
    }

    private long ToCondition(int day)
    {
        var start = day * TimeSpan.TicksPerDay;
        var end = start + TimeSpan.TicksPerDay - 1;
        if (start < First || end > Last)
            return Changing;
        var offset = OffsetAt(start);
        return offset == OffsetAt(end) ? offset : Changing;
    }

    private long OffsetAt(long utcTicks) => zone.GetUtcOffset(new DateTimeOffset(utcTicks, TimeSpan.Zero)).Ticks;

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
