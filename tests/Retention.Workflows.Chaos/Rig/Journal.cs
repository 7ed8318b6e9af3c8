using System.Collections.Concurrent;
using Retention.Workflows.Chaos.Worker;

namespace Retention.Workflows.Chaos;

/// <summary>What all workers told of themselves, and how they ended.</summary>
internal sealed class Journal
{
    private readonly ConcurrentQueue<Entry> _entries = new();

    internal IReadOnlyList<Entry> Entries => [.. _entries];

    /// <summary>The crash points that were reached.</summary>
    internal IReadOnlySet<string> Points => _entries.Where(entry => entry.Verb is "crash" or "stop").Select(entry => entry.More).ToHashSet();

    internal void Add(Entry entry) => _entries.Enqueue(entry);

    /// <summary>
    /// How long it took after each death until somebody else went on where the dead worker had been: until its abandoned messages were resolved, and,
    /// where it died with a batch of steps in hand, until another worker committed steps of that partition.
    /// </summary>
    internal IReadOnlyList<Takeover> Takeovers()
    {
        var entries = _entries.OrderBy(entry => entry.At).ToList();
        return
        [
            .. from death in entries
               where death.Verb is "crash" or "killed"
               from place in Left(entries, death)
               let next = entries.FirstOrDefault(entry => entry.Verb == "commit" && entry.Worker != death.Worker && entry.At >= death.At && entry.Partition == place.Partition && entry.Deeds.HasFlag(place.Deeds))
               where next is not null
               select new Takeover(death, next, TimeSpan.FromMilliseconds(next.At - death.At)),
        ];
    }

    /// <summary>What a worker left behind, and what somebody else has to do there.</summary>
    private static IEnumerable<(int Partition, Deeds Deeds)> Left(List<Entry> entries, Entry death)
    {
        foreach (var partition in InHand(entries, death))
            yield return (partition, Deeds.Resolves);
        if (death.More is "steps:after-claim" or "steps:before-commit")
            yield return (death.Partition, Deeds.Steps);
    }

    /// <summary>The partitions of which a worker had marked messages and not yet written what became of them.</summary>
    private static HashSet<int> InHand(List<Entry> entries, Entry death)
    {
        var marked = new HashSet<int>();
        foreach (var entry in entries.Where(entry => entry.Worker == death.Worker && entry.Verb == "commit"))
        {
            if (entry.Deeds.HasFlag(Deeds.Marks))
                marked.Add(entry.Partition);
            else if (entry.Deeds.HasFlag(Deeds.Outcomes))
                marked.Remove(entry.Partition);
        }

        return marked;
    }
}

/// <summary>Somebody went on where another one had died.</summary>
internal sealed record Takeover(Entry Death, Entry Next, TimeSpan After)
{
    public override string ToString() => FormattableString.Invariant($"worker {Death.Worker} died at '{Death.More}', worker {Next.Worker} went on in partition {Next.Partition} ({Next.Deeds}) after {After.TotalSeconds:F1} s");
}

/// <summary>One thing that a worker did.</summary>
/// <param name="Worker">Which process, numbered in the order of their starts.</param>
/// <param name="Verb">What.</param>
/// <param name="At">When, in milliseconds since 1970.</param>
/// <param name="Partition">Where; -1 when that has no meaning.</param>
/// <param name="More">The deeds of a commit, the point of a crash.</param>
internal sealed record Entry(int Worker, string Verb, long At, int Partition, string More)
{
    internal Deeds Deeds { get; } = int.TryParse(More, out var deeds) ? (Deeds)deeds : Deeds.None;
}
