using Retention.Workflows.Enrollments;

namespace Retention.Workflows.Engine.Enrolling;

/// <summary>Whether a customer may enter a journey, by its re-entry rule, and under which key; the store's unique key is the second guard.</summary>
internal static class EntryRules
{
    /// <summary>Nothing ends so far ahead of now: a clock that has been put back since said so, and nobody cools down until then.</summary>
    private static readonly TimeSpan WrongClock = TimeSpan.FromDays(1);

    /// <summary>Decides for one customer.</summary>
    /// <param name="rule">The journey's rule.</param>
    /// <param name="earlier">The customer's enrollments in this journey so far.</param>
    /// <param name="entryKey">What is the same when the same occasion comes twice: the day of a schedule, a key of the caller.</param>
    /// <param name="now">The moment.</param>
    /// <param name="zone">The customer's zone.</param>
    internal static EntryDecision Decide(ReEntry rule, IReadOnlyList<Enrollment> earlier, string entryKey, DateTimeOffset now, TimeZoneInfo zone)
    {
        var key = rule is OnceReEntry ? "once" : entryKey;
        if (earlier.Any(enrollment => enrollment.EntryKey == key))
            return new EntryDecision(key, Outcomes.AlreadyEntered);
        if (rule is OnceReEntry && earlier.Count > 0)
            return new EntryDecision(key, Outcomes.AlreadyEntered);
        if (rule is AlwaysReEntry { Max: { } max } && earlier.Count >= max)
            return new EntryDecision(key, Outcomes.OftenEnough);
        if (rule is not AfterExitReEntry afterExit)
            return new EntryDecision(key, null);
        if (earlier.Any(enrollment => enrollment.EndedAt is null))
            return new EntryDecision(key, Outcomes.AlreadyActive);
        var ended = earlier.Select(enrollment => enrollment.EndedAt!.Value).Where(at => at - now < WrongClock).DefaultIfEmpty().Max();
        return ended != default && LocalTime.Add(ended, afterExit.Cooldown, zone) > now
            ? new EntryDecision(key, Outcomes.CoolingDown)
            : new EntryDecision(key, null);
    }
}

/// <summary>The key to enter under, and why not, if not.</summary>
internal readonly record struct EntryDecision(string Key, string? Refusal);
