using System.Runtime.CompilerServices;

namespace Retention.Workflows.Segments;

/// <summary>A model's twelve edges, unpacked for scoring many customers.</summary>
internal readonly struct RfmEdges(ReadOnlySpan<int> days, ReadOnlySpan<int> counts, ReadOnlySpan<long> units)
{
    private readonly int _day0 = days[0], _day1 = days[1], _day2 = days[2], _day3 = days[3];
    private readonly int _count0 = counts[0], _count1 = counts[1], _count2 = counts[2], _count3 = counts[3];
    private readonly long _units0 = units[0], _units1 = units[1], _units2 = units[2], _units3 = units[3];

    /// <summary>Each score is one plus the number of edges strictly below the value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal RfmScore Score(int day, int count, long units)
    {
        var recency = One(_day0 < day) + One(_day1 < day) + One(_day2 < day) + One(_day3 < day);
        var frequency = One(_count0 < count) + One(_count1 < count) + One(_count2 < count) + One(_count3 < count);
        var monetary = One(_units0 < units) + One(_units1 < units) + One(_units2 < units) + One(_units3 < units);
        return RfmScore.FromCell((recency * 25) + (frequency * 5) + monetary);
    }

    private static int One(bool below) => below ? 1 : 0;
}
