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
    private readonly Dictionary<string, JourneyStep> _rests = journeys.SelectMany(journey => JourneyRows.StepsOf(journey.Steps))
        .Where(step => step is WaitStep or WaitUntilStep).ToDictionary(step => step.Name);

    private readonly HashSet<string> _sends = [.. journeys.SelectMany(journey => JourneyRows.StepsOf(journey.Steps))
        .Where(step => step is SendStep).Select(step => step.Name)];

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
                foreach (var entered in active.Where(_ => isNew))
                {
                    var person = known.Of(appended.Customer);
                    person.Behind[entered.Id] = entered.EnteredAt;
                    if (entered.EnteredAt > now() || (entered.EnteredAt != appended.OccurredAt && appended.OccurredAt < now() - LongestTransaction))
                        yield return $"triggers: {entered.Id} entered at {entered.EnteredAt:O} by an event of {appended.OccurredAt:O}";
                    if (entered.EndedAt is null && person.Events.Values.FirstOrDefault(happening => happening.Id != appended.Id
                        && happening.OccurredAt > entered.EnteredAt
                        && journey.ExitRules.Any(rule => rule.When is null && rule.On.Accepts(happening))) is { } exit)
                        yield return $"exits: event {exit.Id} was known, and {entered.Id} entered and stayed";
                }

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
        var moves = entry.Moves.Split(';');
        for (var index = 0; index < moves.Length; index++)
        {
            var (name, answer) = moves[index].Split(':') is [var first, var second] ? (first, second) : (moves[index], null);
            var isBehind = person.Behind.TryGetValue(entry.Enrollment, out var moment) && moment < entry.At;
            if (_sends.Contains(name))
                person.Behind.Remove(entry.Enrollment); // what follows a message counts from the message
            if (_rests.TryGetValue(name, out var rest))
            {
                if (isBehind && index < moves.Length - 1) // it was over when the trigger arrived
                    person.Behind[entry.Enrollment] = EndOf(person, rest, moment);
                else
                    person.Behind.Remove(entry.Enrollment);
            }

            if (!_waits.TryGetValue(name, out var step))
                continue;
            if (answer is null)
            {
                person.Waits[entry.Enrollment] = (name, isBehind ? moment : entry.At);
                person.Behind.Remove(entry.Enrollment);
                continue;
            }

            var hasWaited = person.Waits.Remove(entry.Enrollment, out var wait);
            if (!hasWaited && isBehind)
                wait = (name, moment);
            else if (!hasWaited)
                yield return $"waits: {entry.Enrollment} went on from {name} and had not come there";
            if ((hasWaited || isBehind) && !IsRight(person, step, answer, wait.Since, entry.At))
                yield return $"waits: {entry.Enrollment} waited at {name} since {wait.Since:O} and went on at {entry.At:O} as {answer}";
            if (!hasWaited && isBehind)
                person.Behind[entry.Enrollment] = EndOf(person, step, answer, moment);
        }
    }

    private static DateTimeOffset EndOf(CustomerRows person, JourneyStep rest, DateTimeOffset from) => rest is WaitStep wait
        ? LocalTime.Add(from, wait.Period, person.Zone)
        : rest is WaitUntilStep { Day: { } day } weekly ? LocalTime.NextTimeOfWeek(from, day, weekly.TimeOfDay, person.Zone)
        : LocalTime.NextTimeOfDay(from, ((WaitUntilStep)rest).TimeOfDay, person.Zone);

    private static DateTimeOffset EndOf(CustomerRows person, JourneyStep step, string answer, DateTimeOffset from)
    {
        if (step is WaitForSilenceStep silence)
            return LocalTime.Add(person.Events.Values.Where(appended => appended.OccurredAt > from
                && silence.Events.Any(pattern => pattern.Accepts(appended))).Select(appended => appended.OccurredAt).Append(from).Max(),
                silence.Period, person.Zone);
        var wait = (WaitForEventStep)step;
        return answer == "received"
            ? person.Events.Values.Where(appended => wait.Event.Accepts(appended) && appended.OccurredAt > from)
                .Min(appended => appended.OccurredAt)
            : LocalTime.Add(from, wait.Timeout, person.Zone);
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
