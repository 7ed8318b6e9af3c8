using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.ExternalWorkflows;
using Retention.Workflows.Journeys;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Execution;

/// <summary>Lets workflow engines decide the next steps of enrollments, and saves the state of their workflows.</summary>
internal static class WorkflowRunner
{
    /// <summary>Below this number, enrollments are processed one after the other.</summary>
    private const int ParallelThreshold = 16;

    /// <summary>Moves enrollments at a workflow to their next step, or out of it.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="instruction">The workflow.</param>
    /// <param name="runs">The enrollments at the workflow.</param>
    /// <param name="failed">Called for each enrollment whose workflow failed.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    internal static async Task MoveNextAsync(Batch batch, Instruction instruction, IReadOnlyList<EnrollmentRun> runs,
        Action<EnrollmentRun, Exception> failed, CancellationToken cancellationToken)
    {
        var step = (WorkflowStep)instruction.Step;
        if (step.IsOutside)
        {
            foreach (var run in runs)
                run.Workflow!.AwaitEngine(batch.Now);
            return;
        }

        var moves = new Move[runs.Count];
        if (runs.Count < ParallelThreshold)
        {
            for (var index = 0; index < moves.Length; index++)
                moves[index] = await NextAsync(batch, step, runs[index], cancellationToken).ConfigureAwait(false);
        }
        else
        {
            var options = new ParallelOptions { CancellationToken = cancellationToken,
                MaxDegreeOfParallelism = Environment.ProcessorCount };
            await Parallel.ForAsync(
                0, moves.Length, options, async (index, token) =>
                    moves[index] = await NextAsync(batch, step, runs[index], token).ConfigureAwait(false)).ConfigureAwait(false);
        }

        for (var index = 0; index < moves.Length; index++)
        {
            var (run, from) = (runs[index], runs[index].Workflow!.From ?? step.Name);
            if (moves[index].Failure is { } failure)
            {
                failed(run, failure);
                continue;
            }

            var next = moves[index].To is { Step: { } name } ? run.Program.Find(name)!.Index : instruction.Next;
            batch.Count(run.Program, from, JourneyMeasures.Left, run.Program.NameOf(next));
            run.Workflow!.MoveTo(next, moves[index].To.Visit);
        }
    }

    /// <summary>Saves the workflow state of enrollments that stay at a step, and disposes all executions.</summary>
    internal static async Task SaveAndCloseAsync(
        IReadOnlyList<EnrollmentRun> runs, Action<EnrollmentRun, Exception> failed, CancellationToken cancellationToken)
    {
        foreach (var run in runs)
        {
            if (run.Workflow is not { Execution: { } execution } workflow)
                continue;
            workflow.Execution = null;
            await using (execution.ConfigureAwait(false))
            {
                if (run.HasEnded || run.IsMoving)
                    continue;
                try
                {
                    workflow.Save(await execution.SaveAsync(cancellationToken).ConfigureAwait(false));
                }
                catch (Exception exception) when (exception is not (OperationCanceledException or RetentionStoreException))
                {
                    workflow.Save(null);
                    workflow.ReturnToStart();
                    failed(run, exception);
                }
            }
        }
    }

    private static async Task<Move> NextAsync(Batch batch, WorkflowStep step, EnrollmentRun run, CancellationToken cancellationToken)
    {
        try
        {
            var workflow = run.Workflow!;
            var answer = workflow.TakeAnswer();
            workflow.Execution ??= batch.Settings.WorkflowEngineOf(step).Open(new WorkflowEntry
            {
                Workflow = step,
                Journey = run.Program.Definition.Name,
                Enrollment = run.Id,
                Customer = run.Customer,
                State = workflow.SavedState,
            });
            var to = await workflow.Execution.GoOnAsync(answer, cancellationToken).ConfigureAwait(false);
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
