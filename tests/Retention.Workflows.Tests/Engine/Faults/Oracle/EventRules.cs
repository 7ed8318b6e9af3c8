using Retention.Workflows.Journeys;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Tests.Engine.Faults.Oracle;

/// <summary>
/// The required effects of an event in the commit that stores it: entries, exits, goals and ends of waits. There must be no other effects.
/// </summary>
internal sealed class EventRules(IReadOnlyList<JourneyDefinition> journeys, Func<DateTimeOffset> now)
{
    private static readonly TimeSpan MaxTriggerAge = TimeSpan.FromDays(1);

    /// <summary>The longest time between a transaction's first read of the clock and its commit.</summary>
    private static readonly TimeSpan LongestTransaction = TimeSpan.FromHours(2);
    private static readonly TimeSpan ShorterThanGoal = TimeSpan.FromDays(19);

    private readonly Dictionary<JourneyName, JourneyDefinition> _journeys = journeys.ToDictionary(journey => journey.Name);
    private readonly Dictionary<string, JourneyStep> _waits = journeys.SelectMany(journey => JourneyRows.StepsOf(journey.Steps))
        .Where(step => step is WaitForEventStep or WaitForSilenceStep).ToDictionary(step => step.Name);

    /// <summary>Required effects that a commit lacks, and effects that it must not have.</summary>
    internal IEnumerable<string> Violations(KnownRows known, CommitEffects commit) =>
        commit.History.SelectMany(entry => Waits(known, entry)).Concat(Entries(known, commit)).Concat(commit.Appended.SelectMany(
            appended => known.Find(appended.Customer) is { } person ? Ends(person, commit, appended) : [])).ToList();

    /// <summary>A customer who must enter enters, or is counted with a reason; no other customer does.</summary>
    private IEnumerable<string> Entries(KnownRows known, CommitEffects commit)
    {
        foreach (var journey in journeys)
        {
            if (journey.Enrollment.Trigger is not EventTrigger trigger)
                continue;
            var refused = 0;
            foreach (var appended in commit.Appended.Where(trigger.Event.Accepts))
            {
                var age = now() - appended.OccurredAt;
                var active = known.Find(appended.Customer)?.Enrollments.Values.Where(
                    enrollment => enrollment.Journey == journey.Name && enrollment.EntryKey == KeyOf(journey, appended)).ToList() ?? [];
                var isNew = active.Any(enrollment => commit.Before.TryGetValue(enrollment.Id, out var before) && before is null);
                if (age < MaxTriggerAge && active.Count == 0 && !known.IsPaused(commit.Partition, journey.Name))
                    yield return $"triggers: event {appended.Id} was stored, and nobody entered {journey.Name}";
                if (age > MaxTriggerAge + LongestTransaction && isNew)
                    yield return $"triggers: event {appended.Id} is too old and enrolled";
                refused += isNew ? 0 : 1;
            }

            if (commit.Counters.Where(counter => counter.Journey == journey.Name && counter.Measure == JourneyMeasures.NotEnrolled
                && counter.Detail.Length > 0).Sum(counter => counter.Count) < refused)
                yield return $"triggers: an event did not enroll in {journey.Name}, and no reason was counted";
            foreach (var entered in commit.Before.Where(entry => entry.Value is null).Select(entry => known.Owner(
                entry.Key)?.Enrollments[entry.Key]).OfType<Enrollment>().Where(enrollment => enrollment.Journey == journey.Name))
            {
                if (!known.Of(entered.Customer).Events.Values
                    .Any(appended => trigger.Event.Accepts(appended) && KeyOf(journey, appended) == entered.EntryKey))
                    yield return $"triggers: {entered.Id} entered {journey.Name} without an event";
            }
        }
    }

    /// <summary>Goals are reached, exit rules end their enrollments, and enrollments that wait for the event are woken.</summary>
    private IEnumerable<string> Ends(CustomerRows person, CommitEffects commit, CustomerEvent appended)
    {
        foreach (var enrollment in person.Enrollments.Values)
        {
            var journey = _journeys[enrollment.Journey];
            var isBehind = appended.OccurredAt > enrollment.EnteredAt;
            if (journey.Goal?.Event == appended.Name && enrollment.ConvertedAt is null && isBehind
                && appended.OccurredAt <= enrollment.EnteredAt + ShorterThanGoal)
                yield return $"goals: event {appended.Id} was stored, and {enrollment.Id} did not reach its goal with it";
            var isNew = commit.Before.TryGetValue(enrollment.Id, out var before) && before is null;
            if (enrollment.EndedAt is not null || isNew)
                continue;
            if (isBehind && journey.ExitRules.FirstOrDefault(rule => rule.When is null && rule.On.Accepts(appended)) is { } rule)
                yield return $"exits: event {appended.Id} was stored, and {enrollment.Id} did not leave as {rule.Name}";
            if (enrollment is { Status: EnrollmentStatus.Waiting, Attempt: 0 } && person.Waits.TryGetValue(enrollment.Id, out var wait)
                && _waits[wait.Step] is WaitForEventStep step
                && step.Event.Accepts(appended) && appended.OccurredAt > wait.Since && appended.OccurredAt <= now()
                && enrollment.DueAt > now())
                yield return $"waits: event {appended.Id} was stored, and {enrollment.Id} was not woken at {wait.Step}";
        }
    }

    /// <summary>An enrollment that continues after a wait has received its event, or its timeout has passed.</summary>
    private IEnumerable<string> Waits(KnownRows known, HistoryEntry entry)
    {
        if (known.Owner(entry.Enrollment) is not { } person || entry.Moves.StartsWith(HistoryEntry.FromOutside, StringComparison.Ordinal))
            yield break;
        foreach (var move in entry.Moves.Split(';'))
        {
            var (name, answer) = move.Split(':') is [var first, var second] ? (first, second) : (move, null);
            if (!_waits.TryGetValue(name, out var step))
                continue;
            if (answer is null)
                person.Waits[entry.Enrollment] = (name, entry.At);
            else if (!person.Waits.Remove(entry.Enrollment, out var wait))
                yield return $"waits: {entry.Enrollment} went on from {name} and had not come there";
            else if (!IsRight(person, step, answer, wait.Since, entry.At))
                yield return $"waits: {entry.Enrollment} waited at {name} since {wait.Since:O} and went on at {entry.At:O} as {answer}";
        }
    }

    private static bool IsRight(CustomerRows person, JourneyStep step, string answer, DateTimeOffset since, DateTimeOffset at)
    {
        if (step is WaitForSilenceStep silence)
        {
            var heard = person.Events.Values.Where(appended => appended.OccurredAt > since && appended.OccurredAt <= at
                && silence.Events.Any(pattern => pattern.Accepts(appended))).Select(appended => appended.OccurredAt).Append(since).Max();
            return LocalTime.Add(heard, silence.Period, person.Zone) <= at;
        }

        var wait = (WaitForEventStep)step;
        var until = LocalTime.Add(since, wait.Timeout, person.Zone);
        var hasHappened = person.Events.Values.Any(
            appended => wait.Event.Accepts(appended) && appended.OccurredAt > since && appended.OccurredAt <= (until < at ? until : at));
        return answer == "received" ? hasHappened : !hasHappened && until <= at;
    }

    private static string? KeyOf(JourneyDefinition journey, CustomerEvent appended) =>
        journey.Enrollment.ReEntry is not PerKeyReEntry perKey
            ? appended.Id : appended.Properties.TryGetValue(perKey.Property, out var value) ? value.ToString() : null;
}
