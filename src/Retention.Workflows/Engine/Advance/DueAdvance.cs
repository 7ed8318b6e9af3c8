using Retention.Workflows.Storage;

namespace Retention.Workflows;

/// <summary>Takes the enrollments of a partition that are due, moves them, and commits: one transaction a batch.</summary>
internal sealed class DueAdvance(EngineSettings settings, JourneyPrograms programs, BatchAdvance advance, EventReactions reactions, TimeProvider time)
{
    /// <summary>Moves one batch.</summary>
    /// <returns>Whether there was anything to do.</returns>
    internal async Task<bool> RunAsync(IPartitionTransaction transaction, CancellationToken cancellationToken)
    {
        var batch = new Batch(transaction, settings, time);
        var due = await transaction.Enrollments.ReadDueAsync(EnrollmentStatus.Active, batch.Now, settings.Options.BatchSize, cancellationToken).ConfigureAwait(false);
        if (due.Count == 0)
            return false;
        using var activity = EngineTelemetry.Start("retention.steps", transaction.Partition);
        var begun = settings.Telemetry.Begin();

        var travellers = new List<Traveller>(due.Count);
        var stuck = new List<Enrollment>();
        JourneyProgram? program = null;
        foreach (var enrollment in due)
        {
            if (program is null || program.Version != enrollment.Version || program.Definition.Name != enrollment.Journey)
                program = await programs.FindAsync(enrollment.Journey, enrollment.Version, cancellationToken).ConfigureAwait(false);
            if (SetOut(batch, enrollment, program) is { } traveller)
                travellers.Add(traveller);
            else
                stuck.Add(Stuck(enrollment, program));
        }

        await advance.RunAsync(batch, travellers, cancellationToken).ConfigureAwait(false);
        await BatchAdvance.WriteAsync(batch, travellers, cancellationToken).ConfigureAwait(false);
        await transaction.Enrollments.UpdateAsync(stuck, cancellationToken).ConfigureAwait(false);
        await reactions.ReactAsync(batch, batch.Recorded, cancellationToken).ConfigureAwait(false);
        await batch.CommitAsync(cancellationToken).ConfigureAwait(false);
        settings.Telemetry.Batch(EngineTelemetry.Steps, due.Count, begun);
        settings.Telemetry.Moved(due, batch.Now);
        return true;
    }

    /// <summary>An enrollment whose version cannot be read here, or no longer has its step: it waits for a process that knows better.</summary>
    internal static Enrollment Stuck(Enrollment enrollment, JourneyProgram? program) =>
        enrollment with { Status = EnrollmentStatus.Stuck, DueAt = null, Outcome = program is null ? Outcomes.UnreadableVersion : Outcomes.UnknownStep };

    private static Traveller? SetOut(Batch batch, Enrollment enrollment, JourneyProgram? program)
    {
        if (program is null || BatchAdvance.PositionOf(enrollment, program) is not { } position)
            return null;

        var rests = enrollment.Step is not null && enrollment.Attempt == 0;
        var isBack = rests && program.NameOf(position) == enrollment.Step;
        if (rests && !isBack && program.LedBy(position) is null)
            batch.Count(program, enrollment.Step!, JourneyMeasures.Left, program.NameOf(position));
        return new Traveller(enrollment, program, position, isBack);
    }
}
