namespace Retention.Workflows.Engine.Enrolling;

/// <summary>
/// Decides by the re-entry rule whether a customer may enter a journey, and under which key. The store's unique key is the second guard.
/// </summary>
internal static class EntryRules
{
    /// <summary>An end this far in the future was written by a clock that has since been set back. It causes no cooldown.</summary>
    private static readonly TimeSpan MaxClockError = TimeSpan.FromDays(1);

    /// <summary>Decides for one customer.</summary>
    /// <param name="rule">The journey's rule.</param>
    /// <param name="earlier">The customer's enrollments in this journey so far.</param>
    /// <param name="entryKey">Identifies the entry, so that the same cause enrolls once: the day of a schedule or a key of the
    /// caller.</param>
    /// <param name="now">The time of the entry.</param>
    /// <param name="zone">The customer's time zone.</param>
    /// <param name="clock">The time of the clock, if the entry is dated earlier; default <paramref name="now"/>.</param>
    internal static EntryDecision Decide(
        ReEntry rule, IReadOnlyList<Enrollment> earlier, string entryKey, DateTimeOffset now, TimeZoneInfo zone,
        DateTimeOffset? clock = null)
    {
        var key = rule is OnceReEntry ? "once" : entryKey;
        if (earlier.Any(enrollment => enrollment.EntryKey == key))
            return new EntryDecision(key, RefusalReasons.AlreadyEntered);
        if (rule is OnceReEntry && earlier.Count > 0)
            return new EntryDecision(key, RefusalReasons.AlreadyEntered);
        if (rule is AlwaysReEntry { Max: { } max } && earlier.Count >= max)
            return new EntryDecision(key, RefusalReasons.OftenEnough);
        if (rule is not AfterExitReEntry afterExit)
            return new EntryDecision(key, null);
        if (earlier.Any(enrollment => enrollment.EndedAt is null))
            return new EntryDecision(key, RefusalReasons.AlreadyActive);
        var ended = earlier.Select(enrollment => enrollment.EndedAt!.Value).Where(at => at - (clock ?? now) < MaxClockError).DefaultIfEmpty().Max();
        return ended != default && LocalTime.Add(ended, afterExit.Cooldown, zone) > now
            ? new EntryDecision(key, RefusalReasons.CoolingDown)
            : new EntryDecision(key, null);
    }
}

/// <summary>The entry key, and the refusal; null if the customer may enter.</summary>
internal readonly record struct EntryDecision(string Key, string? Refusal);
