using System.Globalization;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Journeys;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Versioning;

/// <summary>Moves an enrollment to another version of its journey, by the name of its step.</summary>
internal static class VersionMove
{
    /// <summary>Returns what a publication does to the enrollments at one step.</summary>
    internal static PublishedStep Preview(
        int version, string step, EnrollmentStatus status, long count, JourneyProgram? from, JourneyProgram to)
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

    /// <summary>Returns the reason why an enrollment cannot move to another version; null if it can.</summary>
    internal static string? Obstacle(string? step, EnrollmentStatus status, JourneyProgram? from, JourneyProgram to)
    {
        if (from is null)
            return RefusalReasons.UnreadableVersion;
        if (status == EnrollmentStatus.Delivering)
            return RefusalReasons.Delivering;
        if (from.ExternalEngine != to.ExternalEngine)
            return RefusalReasons.OtherEngine;
        if (string.IsNullOrEmpty(step))
            return null;
        if (to.Find(step) is null || from.Find(step) is null)
            return EnrollmentOutcomes.UnknownStep;
        if (!to.CanContinue(step, from))
            return RefusalReasons.OtherWorkflow; // its engine's saved state belongs to the other workflow
        return status == EnrollmentStatus.AwaitingCallback && ChangesKind(step, from, to) ? RefusalReasons.AwaitingCallback : null;
    }

    /// <summary>Returns the enrollment in the other version. <see cref="Obstacle"/> must be null.</summary>
    /// <param name="enrollment">The active enrollment.</param>
    /// <param name="from">Its version.</param>
    /// <param name="to">The other version.</param>
    /// <param name="history">Its history; only needed if <see cref="NeedsHistory"/>.</param>
    /// <param name="now">The current time.</param>
    internal static Enrollment Move(
        Enrollment enrollment, JourneyProgram from, JourneyProgram to, IReadOnlyList<HistoryEntry> history, DateTimeOffset now)
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

        // The enrollment has finished its old step and must do the new one. It is stored as if the step had failed, so it begins the
        // step instead of ending a rest there.
        return moved with
        {
            State = to.Tracks(enrollment.Step!)
                ? state.WithReached(enrollment.Step!, now) with { CalledAt = null } : state with { CalledAt = null },
            Attempt = Math.Max(1, enrollment.Attempt),
            DueAt = enrollment.Status == EnrollmentStatus.Waiting ? now : null,
        };
    }

    /// <summary>True if the other version needs the time when a step was reached that this version does not record.</summary>
    internal static bool NeedsHistory(JourneyProgram from, JourneyProgram to) => !to.TrackedSteps.IsSubsetOf(from.TrackedSteps);

    internal static string ToHistory(JourneyProgram to) => HistoryEntry.ToVersion + to.Version.ToString(CultureInfo.InvariantCulture);

    private static bool ChangesKind(string? step, JourneyProgram? from, JourneyProgram to) =>
        !string.IsNullOrEmpty(step) && from?.Find(step)?.Step.GetType() != to.Find(step)?.Step.GetType();

    /// <summary>The repeat steps around the step in the other version. A new one starts with its first round.</summary>
    private static Dictionary<string, int> RoundsOf(Enrollment enrollment, JourneyProgram to)
    {
        var around = new List<string>();
        if (enrollment.Step is { } step)
            Around(to, to.Definition.Steps, step, around);
        return around.ToDictionary(repeat => repeat, repeat => Math.Max(1, enrollment.State.Rounds.GetValueOrDefault(repeat)));
    }

    private static bool Around(JourneyProgram to, IReadOnlyList<JourneyStep> steps, string name, List<string> around)
    {
        foreach (var step in steps)
        {
            if (step.Name == name)
                return true;
            if (!step.Branches.Any(branch => Around(to, branch.Steps, name, around)))
                continue;
            if (to.Find(step.Name) is { Type.Repeats: true })
                around.Add(step.Name);
            return true;
        }

        return false;
    }

    /// <summary>Reads from the history when steps were reached: the last visit, but its first attempt.</summary>
    private static Dictionary<string, DateTimeOffset> Reached(IReadOnlyList<HistoryEntry> history)
    {
        var reached = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        var unfinished = "";
        foreach (var entry in history)
        {
            if (entry.Moves.StartsWith(HistoryEntry.FromOutside, StringComparison.Ordinal)
                || entry.Moves.StartsWith(HistoryEntry.ToVersion, StringComparison.Ordinal))
                continue;
            foreach (var move in entry.Moves.Split(';'))
            {
                var step = move.Split(':')[0];
                if (step != unfinished)
                    reached[step] = entry.At;
                unfinished = move.EndsWith(":failed", StringComparison.Ordinal) || move.EndsWith(":calling", StringComparison.Ordinal)
                    ? step : "";
            }
        }

        return reached;
    }
}
