using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Journeys;

namespace Retention.Workflows.Engine.Execution;

/// <summary>
/// Lets enrollments wait until a date of their customer, or applies the author's choice if the date is past. A customer without the date
/// exits.
/// </summary>
/// <remarks>
/// "Past" is relative to the time when the enrollment should have arrived here, so downtime of workers does not make a date past.
/// </remarks>
internal sealed class WaitUntilDateStepHandler : StepHandler<WaitUntilDateStep>
{
    protected override async Task HandleAsync(Batch batch, Instruction instruction, WaitUntilDateStep step,
        IReadOnlyList<EnrollmentRun> runs, CancellationToken cancellationToken)
    {
        await RestAsync(batch, instruction, step, [.. runs.Where(run => !run.IsBack)], cancellationToken).ConfigureAwait(false);
        foreach (var rested in runs.Where(run => run.IsBack).ToList())
            rested.GoTo(instruction.Next);
    }

    private static async Task RestAsync(Batch batch, Instruction instruction, WaitUntilDateStep step,
        IReadOnlyList<EnrollmentRun> runs, CancellationToken cancellationToken)
    {
        if (runs.Count == 0)
            return;
        var zones = await batch.ZonesAsync(runs, cancellationToken).ConfigureAwait(false);
        var found = await CustomerDates.OfAsync(batch, step.Date, runs, cancellationToken).ConfigureAwait(false);
        for (var index = 0; index < runs.Count; index++)
        {
            var (run, expected) = (runs[index], runs[index].IsCatchingUp
                ? runs[index].MomentOf(batch.Now) : runs[index].ExpectedAt(batch.Now));
            var until = found[index].Dates is [var date, ..]
                ? date.For(LocalTime.LocalDate(expected, zones[index]), step.Date.Offset, step.TimeOfDay, zones[index]) : null;
            if (until is null)
                run.End(EnrollmentStatus.Completed, found[index].Problem ?? EnrollmentOutcomes.UnreadableDate);
            else if (until > batch.Now)
                run.RestUntil(until.Value);
            else if (until >= expected)
                PassedInTime(run, instruction, until.Value);
            else
                Past(run, instruction, step.WhenPast);
        }
    }

    private static void PassedInTime(EnrollmentRun run, Instruction instruction, DateTimeOffset until)
    {
        run.CatchUpTo(until);
        run.GoTo(instruction.Next);
    }

    private static void Past(EnrollmentRun run, Instruction instruction, WhenPast choice)
    {
        if (choice == WhenPast.Exit)
            run.End(EnrollmentStatus.Completed, EnrollmentOutcomes.DatePast);
        else
            run.GoTo(choice == WhenPast.SkipStep ? run.Program.Instructions[instruction.Next].Next : instruction.Next, "past");
    }
}
