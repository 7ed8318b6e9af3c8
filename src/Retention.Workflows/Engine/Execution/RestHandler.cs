using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Journeys;

namespace Retention.Workflows.Engine.Execution;

/// <summary>Makes enrollments wait until a time computed from the step, the current time and the customer's zone.</summary>
internal abstract class RestHandler<TStep> : StepHandler<TStep> where TStep : JourneyStep
{
    protected override async Task HandleAsync(
        Batch batch, Instruction instruction, TStep step, IReadOnlyList<EnrollmentRun> runs, CancellationToken cancellationToken)
    {
        var coming = runs.Where(run => !run.IsBack).ToList();
        await RestAsync(batch, instruction, step, coming, cancellationToken).ConfigureAwait(false);
        foreach (var rested in runs.Where(run => run.IsBack).ToList())
            rested.GoTo(instruction.Next);
    }

    private async Task RestAsync(
        Batch batch, Instruction instruction, TStep step, List<EnrollmentRun> runs, CancellationToken cancellationToken)
    {
        if (runs.Count == 0)
            return;
        var dueAt = new Dictionary<TimeZoneInfo, DateTimeOffset>();
        var zones = await batch.ZonesAsync(runs, cancellationToken).ConfigureAwait(false);
        foreach (var zone in zones.Distinct())
            dueAt[zone] = Until(step, batch.Now, zone);
        for (var index = 0; index < runs.Count; index++)
        {
            var (run, until) = (runs[index], dueAt[zones[index]]);
            if (run.IsCatchingUp)
                until = Until(step, run.MomentOf(batch.Now), zones[index]);
            if (run.IsCatchingUp && until <= batch.Now)
            {
                run.CatchUpTo(until);
                run.GoTo(instruction.Next);
            }
            else
            {
                run.RestUntil(until);
            }
        }
    }

    protected abstract DateTimeOffset Until(TStep step, DateTimeOffset now, TimeZoneInfo zone);
}
