using System.Collections.Concurrent;
using Retention.Workflows.Chaos.Worker;

namespace Retention.Workflows.Chaos;

/// <summary>The reports of all workers, and how the workers ended.</summary>
internal sealed class WorkerReports
{
    private readonly ConcurrentQueue<Entry> _entries = new();

    internal IReadOnlyList<Entry> Entries => [.. _entries];

    /// <summary>The crash points that workers reached.</summary>
    internal IReadOnlySet<string> Points =>
        _entries.Where(entry => entry.Verb is "crash" or "stop").Select(entry => entry.More).ToHashSet();

    internal void Add(Entry entry) => _entries.Enqueue(entry);

    /// <summary>
    /// For each death, the time until another worker took over. Its abandoned messages must be resolved and, when it died with claimed
    /// steps, another worker must commit steps of that partition.
    /// </summary>
    internal IReadOnlyList<Takeover> Takeovers()
    {
        var entries = _entries.OrderBy(entry => entry.At).ToList();
        return
        [
            .. from death in entries
               where death.Verb is "crash" or "killed"
               from place in Left(entries, death)
               let next = entries.FirstOrDefault(entry => entry.Verb == "commit" && entry.Worker != death.Worker && entry.At >= death.At
                   && entry.Partition == place.Partition && entry.WorkKinds.HasFlag(place.WorkKinds))
               where next is not null
               select new Takeover(death, next, TimeSpan.FromMilliseconds(next.At - death.At)),
        ];
    }

    /// <summary>The partitions with work that a dead worker left, and the kind of work to do there.</summary>
    private static IEnumerable<(int Partition, WorkKinds WorkKinds)> Left(List<Entry> entries, Entry death)
    {
        foreach (var partition in InHand(entries, death))
            yield return (partition, WorkKinds.Resolves);
        if (death.More is "steps:after-claim" or "steps:before-commit")
            yield return (death.Partition, WorkKinds.Steps);
    }

    /// <summary>The partitions in which a worker had claimed messages and not yet written their results.</summary>
    private static HashSet<int> InHand(List<Entry> entries, Entry death)
    {
        var marked = new HashSet<int>();
        foreach (var entry in entries.Where(entry => entry.Worker == death.Worker && entry.Verb == "commit"))
        {
            if (entry.WorkKinds.HasFlag(WorkKinds.Marks))
                marked.Add(entry.Partition);
            else if (entry.WorkKinds.HasFlag(WorkKinds.Outcomes))
                marked.Remove(entry.Partition);
        }

        return marked;
    }
}

/// <summary>Another worker took over where one had died.</summary>
internal sealed record Takeover(Entry Death, Entry Next, TimeSpan After)
{
    public override string ToString() =>
        FormattableString.Invariant(
            $"worker {Death.Worker} died at '{Death.More}', worker {Next.Worker} took over partition {Next.Partition} ({Next.WorkKinds}) after {After.TotalSeconds:F1} s");
}

/// <summary>One action of a worker.</summary>
/// <param name="Worker">The process, numbered in the order of the starts.</param>
/// <param name="Verb">The action.</param>
/// <param name="At">The time, in milliseconds since 1970.</param>
/// <param name="Partition">The partition; -1 when it has no meaning.</param>
/// <param name="More">The deeds of a commit, or the point of a crash.</param>
internal sealed record Entry(int Worker, string Verb, long At, int Partition, string More)
{
    internal WorkKinds WorkKinds { get; } = int.TryParse(More, out var workKinds) ? (WorkKinds)workKinds : WorkKinds.None;
}
