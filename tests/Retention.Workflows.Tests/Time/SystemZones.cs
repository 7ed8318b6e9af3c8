using FsCheck;
using FsCheck.Fluent;

namespace Retention.Workflows.Tests.Time;

/// <summary>The time zones of this machine, their clock changes, and generators that select times around them.</summary>
internal static class SystemZones
{
    internal static readonly IReadOnlyList<TimeZoneInfo> All = TimeZoneInfo.GetSystemTimeZones();

    private static readonly DateTimeOffset First = new(1970, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Last = new(2040, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Lazy<IReadOnlyList<ClockChange>> LazyChanges = new(() => [.. All.SelectMany(FindChanges)]);

    internal static IReadOnlyList<ClockChange> Changes => LazyChanges.Value;

    /// <summary>A zone and an instant in it; half of the instants lie within two days of a clock change.</summary>
    internal static Gen<(TimeZoneInfo Zone, DateTimeOffset Instant)> Moments { get; } =
        Gen.OneOf(
            from zone in Gen.Elements<TimeZoneInfo>(All)
            from second in Gen.Choose(0, (int)((Last - First).TotalSeconds / 2))
            select (zone, First.AddSeconds(2L * second)),
            from change in Gen.Elements<ClockChange>(Changes)
            from minute in Gen.Choose(-2 * 24 * 60, 2 * 24 * 60)
            from tick in Gen.Choose(-1, 1)
            select (change.Zone, change.At.AddMinutes(minute).AddTicks(tick)));

    internal static Gen<TimeOnly> Times { get; } =
        Gen.OneOf(
            Gen.Choose(0, 24 * 60 - 1).Select(minute => TimeOnly.MinValue.AddMinutes(minute)),
            Gen.Elements(TimeOnly.MinValue, TimeOnly.MaxValue, new TimeOnly(2, 30), new TimeOnly(9, 0)));

    internal static void Hold<T>(Gen<T> cases, Action<T> property, int count = 4_000) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(count).WithQuietOnSuccess(true), Prop.ForAll(cases.ToArbitrary(), property));

    private static IEnumerable<ClockChange> FindChanges(TimeZoneInfo zone)
    {
        var step = TimeSpan.FromHours(12);
        for (var at = First; at < Last; at += step)
        {
            var (before, after) = (zone.GetUtcOffset(at), zone.GetUtcOffset(at + step));
            if (before == after)
                continue;

            var (low, high) = (at.UtcTicks, (at + step).UtcTicks);
            while (high - low > 1)
            {
                var middle = low + (high - low) / 2;
                if (zone.GetUtcOffset(new DateTimeOffset(middle, TimeSpan.Zero)) == before)
                    low = middle;
                else
                    high = middle;
            }

            yield return new ClockChange(zone, new DateTimeOffset(high, TimeSpan.Zero), before, after);
        }
    }
}

/// <summary>A clock change.</summary>
/// <param name="Zone">The time zone.</param>
/// <param name="At">The first instant with the new offset.</param>
/// <param name="Before">The offset before.</param>
/// <param name="After">The offset from <paramref name="At"/> on.</param>
internal sealed record ClockChange(TimeZoneInfo Zone, DateTimeOffset At, TimeSpan Before, TimeSpan After)
{
    internal DateTime OldClock => DateTime.SpecifyKind(At.UtcDateTime + Before, DateTimeKind.Unspecified);

    internal DateTime NewClock => DateTime.SpecifyKind(At.UtcDateTime + After, DateTimeKind.Unspecified);

    internal bool IsGap => After > Before;

    public override string ToString() => $"{Zone.Id} {At:u} {Before} -> {After}";
}
