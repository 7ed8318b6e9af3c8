using System.Globalization;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Enrollments;
using Retention.Workflows.Journeys;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Versioning;

/// <summary>How an enrollment goes over to another version of its journey, by the name of its step.</summary>
internal static class VersionMove
{
    /// <summary>What becomes of those at one step.</summary>
    internal static PublishedStep Preview(int version, string step, EnrollmentStatus status, long count, JourneyProgram? from, JourneyProgram to)
    {
        var policy = to.Definition.WhenPublished;
        var reason = policy == PublishPolicy.MoveTo ? Obstacle(step, status, from, to) : null;
        return new PublishedStep
        {
            Version = version,
            Step = step,
            Status = status,
            Count = count,
            Reason = reason,
            Effect = policy switch
            {
                PublishPolicy.Drain => PublishEffect.Drains,
                PublishPolicy.Exit => PublishEffect.Exits,
                _ when reason is not null => PublishEffect.NotMoved,
                _ => ChangesKind(step, from, to) ? PublishEffect.MovesAndBeginsStep : PublishEffect.Moves,
            },
        };
    }

    /// <summary>Why an enrollment has no place in another version; none when it has one.</summary>
    internal static string? Obstacle(string? step, EnrollmentStatus status, JourneyProgram? from, JourneyProgram to)
    {
        if (from is null)
            return Outcomes.UnreadableVersion;
        if (from.IsOutside != to.IsOutside)
            return Outcomes.OtherEngine;
        if (string.IsNullOrEmpty(step))
            return null;
        if (to.Find(step) is null || from.Find(step) is null)
            return Outcomes.UnknownStep;
        if (LeadingTo(step, to) is { } workflow && !LeadsAlike(workflow, LeadingTo(step, from)))
            return Outcomes.OtherWorkflow; // what its engine remembers is of the workflow that it led through
        return status == EnrollmentStatus.AwaitingCallback && ChangesKind(step, from, to) ? Outcomes.AwaitingCallback : null;
    }

    /// <summary>The enrollment in the other version, in which it has a place.</summary>
    /// <param name="enrollment">The enrollment, under way.</param>
    /// <param name="from">Its version.</param>
    /// <param name="to">The other version.</param>
    /// <param name="history">What it did so far; asked for only where <see cref="NeedsHistory"/>.</param>
    /// <param name="now">The moment.</param>
    internal static Enrollment Move(Enrollment enrollment, JourneyProgram from, JourneyProgram to, IReadOnlyList<HistoryEntry> history, DateTimeOffset now)
    {
        var state = enrollment.State with { Rounds = RoundsOf(enrollment, to) };
        foreach (var (step, at) in Reached(history))
        {
            if (to.Tracks(step) && !state.ReachedAt.ContainsKey(step))
                state = state.WithReached(step, at);
        }

        var moved = enrollment with { Version = to.Version, State = state };
        if (!ChangesKind(enrollment.Step, from, to))
            return moved;

        // It stands behind its step and is to do it anew, as if it had failed there: so it comes to the step itself and not behind it.
        return moved with
        {
            State = to.Tracks(enrollment.Step!) ? state.WithReached(enrollment.Step!, now) with { CalledAt = null } : state with { CalledAt = null },
            Attempt = Math.Max(1, enrollment.Attempt),
            DueAt = enrollment.Status == EnrollmentStatus.Active ? now : null,
        };
    }

    /// <summary>Whether somebody asks in the other version when a step was reached, of which that was not noted.</summary>
    internal static bool NeedsHistory(JourneyProgram from, JourneyProgram to) => !to.TrackedSteps.IsSubsetOf(from.TrackedSteps);

    internal static string ToHistory(JourneyProgram to) => HistoryEntry.ToVersion + to.Version.ToString(CultureInfo.InvariantCulture);

    /// <summary>The workflow that leads to a step, or that the step is; none where the journey leads itself.</summary>
    private static WorkflowStep? LeadingTo(string step, JourneyProgram program) =>
        program.Find(step) is { } instruction ? (instruction.OwningWorkflow is { } workflow ? program.Instructions[workflow].Step : instruction.Step) as WorkflowStep : null;

    /// <summary>Whether an engine finds its way in one workflow by what it remembers of the other: the same steps, of the same kinds and connected alike. What a step says may be another.</summary>
    private static bool LeadsAlike(WorkflowStep one, WorkflowStep? other) =>
        other is not null && (one.Engine, one.Plan, one.IsOutside) == (other.Engine, other.Plan, other.IsOutside) && one.Ways.SequenceEqual(other.Ways)
        && one.Steps.Select(step => (step.Name, step.GetType())).SequenceEqual(other.Steps.Select(step => (step.Name, step.GetType())));

    private static bool ChangesKind(string? step, JourneyProgram? from, JourneyProgram to) =>
        !string.IsNullOrEmpty(step) && from?.Find(step)?.Step.GetType() != to.Find(step)?.Step.GetType();

    /// <summary>The repetitions that stand round the step in the other version; one that did not before has begun its first round.</summary>
    private static Dictionary<string, int> RoundsOf(Enrollment enrollment, JourneyProgram to)
    {
        var around = new List<string>();
        if (enrollment.Step is { } step)
            Around(to.Definition.Steps, step, around);
        return around.ToDictionary(repeat => repeat, repeat => Math.Max(1, enrollment.State.Rounds.GetValueOrDefault(repeat)));
    }

    private static bool Around(IReadOnlyList<JourneyStep> steps, string name, List<string> around)
    {
        foreach (var step in steps)
        {
            if (step.Name == name)
                return true;
            if (!step.Branches.Any(branch => Around(branch.Steps, name, around)))
                continue;
            if (step is RepeatStep)
                around.Add(step.Name);
            return true;
        }

        return false;
    }

    /// <summary>When steps were reached, as the history tells it: the last time, but the first of several tries.</summary>
    private static Dictionary<string, DateTimeOffset> Reached(IReadOnlyList<HistoryEntry> history)
    {
        var reached = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        var unfinished = "";
        foreach (var entry in history)
        {
            if (entry.Moves.StartsWith(HistoryEntry.FromOutside, StringComparison.Ordinal) || entry.Moves.StartsWith(HistoryEntry.ToVersion, StringComparison.Ordinal))
                continue;
            foreach (var move in entry.Moves.Split(';'))
            {
                var step = move.Split(':')[0];
                if (step != unfinished)
                    reached[step] = entry.At;
                unfinished = move.EndsWith(":failed", StringComparison.Ordinal) || move.EndsWith(":calling", StringComparison.Ordinal) ? step : "";
            }
        }

        return reached;
    }
}
