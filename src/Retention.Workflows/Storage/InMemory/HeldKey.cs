namespace Retention.Workflows.Storage.InMemory;

/// <summary>The order of held rows: by journey, then due time, then number.</summary>
internal readonly record struct HeldKey(string Journey, DueKey Due) : IComparable<HeldKey>
{
    public int CompareTo(HeldKey other)
    {
        var byJourney = string.CompareOrdinal(Journey, other.Journey);
        return byJourney != 0 ? byJourney : Due.CompareTo(other.Due);
    }

    /// <summary>The numbers of one journey, in order.</summary>
    internal static IEnumerable<long> Of(MemoryIndex<HeldKey> index, JourneyName journey) =>
        index.After(new HeldKey(journey.Value, new DueKey(DateTimeOffset.MinValue, long.MinValue)))
            .TakeWhile(key => key.Journey == journey.Value).Select(key => key.Due.Number);
}
