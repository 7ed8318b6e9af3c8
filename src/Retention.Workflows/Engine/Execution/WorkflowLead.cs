using Retention.Workflows.Hosting;
using Retention.Workflows.Storage;

namespace Retention.Workflows;

/// <summary>Asks guides where enrollments go next, and has them remember where they were left.</summary>
internal static class WorkflowLead
{
    /// <summary>Fewer than these are led one after the other.</summary>
    private const int WorthSharing = 16;

    /// <summary>Leads those who stand at a workflow on to their next step, or out of it.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="instruction">The workflow.</param>
    /// <param name="travellers">Who stands there.</param>
    /// <param name="failed">Hears of each enrollment whose workflow failed.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal static async Task LeadAsync(Batch batch, Instruction instruction, IReadOnlyList<Traveller> travellers, Action<Traveller, Exception> failed, CancellationToken cancellationToken)
    {
        var step = (WorkflowStep)instruction.Step;
        if (step.IsOutside)
        {
            foreach (var traveller in travellers)
                traveller.Park(batch.Now);
            return;
        }

        var moves = new Move[travellers.Count];
        if (travellers.Count < WorthSharing)
        {
            for (var index = 0; index < moves.Length; index++)
                moves[index] = await NextAsync(batch, step, travellers[index], cancellationToken).ConfigureAwait(false);
        }
        else
        {
            var options = new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount };
            await Parallel.ForAsync(
                0, moves.Length, options, async (index, token) => moves[index] = await NextAsync(batch, step, travellers[index], token).ConfigureAwait(false)).ConfigureAwait(false);
        }

        for (var index = 0; index < moves.Length; index++)
        {
            var (traveller, from) = (travellers[index], travellers[index].LedFrom ?? step.Name);
            if (moves[index].Failure is { } failure)
            {
                failed(traveller, failure);
                continue;
            }

            var next = moves[index].To is { Step: { } name } ? traveller.Program.Find(name)!.Index : instruction.Next;
            batch.Count(traveller.Program, from, JourneyMeasures.Left, traveller.Program.NameOf(next));
            traveller.LeadTo(next, moves[index].To.Visit);
        }
    }

    /// <summary>Lets guides say what to remember of those who stay at a step of a workflow, and gives all passages back.</summary>
    internal static async Task LeaveAsync(IReadOnlyList<Traveller> travellers, Action<Traveller, Exception> failed, CancellationToken cancellationToken)
    {
        foreach (var traveller in travellers)
        {
            if (traveller.Passage is not { } passage)
                continue;
            traveller.Passage = null;
            await using (passage.ConfigureAwait(false))
            {
                if (traveller.HasEnded || traveller.IsMoving)
                    continue;
                try
                {
                    traveller.Remember(await passage.SaveAsync(cancellationToken).ConfigureAwait(false), isOpened: true);
                }
                catch (Exception exception) when (exception is not (OperationCanceledException or RetentionStoreException))
                {
                    traveller.Remember(null, isOpened: true);
                    traveller.BackToWorkflow();
                    failed(traveller, exception);
                }
            }
        }
    }

    private static async Task<Move> NextAsync(Batch batch, WorkflowStep step, Traveller traveller, CancellationToken cancellationToken)
    {
        try
        {
            var answer = traveller.TakeAnswer();
            traveller.Passage ??= batch.Settings.GuideOf(step).Open(new WorkflowEntry
            {
                Workflow = step,
                Journey = traveller.Program.Definition.Name,
                Enrollment = traveller.Id,
                Customer = traveller.Customer,
                State = traveller.WorkflowState,
            });
            var to = await traveller.Passage.GoOnAsync(answer, cancellationToken).ConfigureAwait(false);
            if (to.Step is { } name && (traveller.Program.Find(name) is null || step.Steps.All(inner => inner.Name != name)))
                throw new InvalidOperationException($"The workflow engine '{step.Engine}' leads to a step '{name}', which the workflow '{step.Name}' does not have.");
            return new Move(to, null);
        }
        catch (Exception exception) when (exception is not RetentionStoreException && !cancellationToken.IsCancellationRequested)
        {
            return new Move(default, exception);
        }
    }

    private readonly record struct Move(WorkflowMove To, Exception? Failure);
}
