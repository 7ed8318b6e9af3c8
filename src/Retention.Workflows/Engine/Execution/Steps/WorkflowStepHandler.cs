using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Diagnostics;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.ExternalWorkflows;
using Retention.Workflows.Journeys;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Execution;

/// <summary>Moves enrollments at a workflow to the step that its engine chooses, or out of the workflow.</summary>
internal sealed class WorkflowStepHandler : StepHandler<WorkflowStep>
{
    /// <summary>Below this number, enrollments are processed one after the other.</summary>
    private const int ParallelThreshold = 16;

    protected override async Task HandleAsync(
        Batch batch, Instruction instruction, WorkflowStep step, IReadOnlyList<EnrollmentRun> runs, CancellationToken cancellationToken)
    {
        WorkflowRun[] led = [.. runs.Cast<WorkflowRun>()];
        if (step.IsOutside)
        {
            foreach (var run in led)
                run.AwaitEngine(batch.Now);
            return;
        }

        var moves = new Move[led.Length];
        if (led.Length < ParallelThreshold)
        {
            for (var index = 0; index < moves.Length; index++)
                moves[index] = await NextAsync(batch, step, led[index], cancellationToken).ConfigureAwait(false);
        }
        else
        {
            var options = new ParallelOptions { CancellationToken = cancellationToken,
                MaxDegreeOfParallelism = Environment.ProcessorCount };
            await Parallel.ForAsync(
                0, moves.Length, options, async (index, token) =>
                    moves[index] = await NextAsync(batch, step, led[index], token).ConfigureAwait(false)).ConfigureAwait(false);
        }

        for (var index = 0; index < moves.Length; index++)
        {
            var (run, from) = (led[index], led[index].From ?? step.Name);
            if (moves[index].Failure is { } failure)
            {
                run.Problem = failure; // only its own workflow failed; the others go on
                continue;
            }

            var next = moves[index].To is { Step: { } name } ? run.Program.Find(name)!.Index : instruction.Next;
            batch.Count(run.Program, from, JourneyMeasures.Left, run.Program.NameOf(next));
            run.MoveTo(next, moves[index].To.Visit);
        }
    }

    private static async Task<Move> NextAsync(Batch batch, WorkflowStep step, WorkflowRun run, CancellationToken cancellationToken)
    {
        try
        {
            var answer = run.TakeAnswer();
            run.Execution ??= batch.Settings.WorkflowEngines.Require(step).Open(new WorkflowEntry
            {
                Workflow = step,
                Journey = run.Program.Definition.Name,
                Enrollment = run.Id,
                Customer = run.Customer,
                State = run.SavedState,
            });
            var to = await run.Execution.GoOnAsync(answer, cancellationToken).ConfigureAwait(false);
            if (to.Step is { } name && (run.Program.Find(name) is null || step.Steps.All(inner => inner.Name != name)))
                throw new InvalidOperationException(
                    $"The workflow engine '{step.Engine}' chose the step '{name}', which workflow '{step.Name}' does not have.");
            return new Move(to, null);
        }
        catch (Exception exception) when (exception is not RetentionStoreException && !cancellationToken.IsCancellationRequested)
        {
            return new Move(default, exception);
        }
    }

    private readonly record struct Move(WorkflowMove To, Exception? Failure);
}
