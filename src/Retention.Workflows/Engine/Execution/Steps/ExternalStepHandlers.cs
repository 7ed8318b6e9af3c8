using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Journeys;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Execution;

/// <summary>
/// Lets enrollments wait for the result of their external handler. If external handlers are disabled, the kind's assumed outcome is the
/// result.
/// </summary>
internal sealed class ExternalStepHandlers : IStepHandler
{
    public Type Step => typeof(JourneyStep);

    public Task HandleAsync(Batch batch, Instruction instruction, IReadOnlyList<EnrollmentRun> runs, CancellationToken cancellationToken)
    {
        if (!batch.Settings.ExternalSteps.ContainsKey(instruction.Type.Step))
            throw new InvalidOperationException($"The step kind '{instruction.Type.Kind}' has no handler.");
        if (!batch.Settings.AssumesOutcomes)
        {
            foreach (var run in runs)
                run.Call(batch.Now);
            return Task.CompletedTask;
        }

        var outcome = instruction.Type.ReplayOutcome;
        var position = PositionOf(instruction, outcome);
        foreach (var run in runs)
            run.GoTo(position, outcome.Branch);
        batch.Count(runs[0].Program, instruction.Step.Name, JourneyMeasures.Assumed, outcome.ToString(), runs.Count);
        return Task.CompletedTask;
    }

    /// <summary>Returns the position to which an outcome leads.</summary>
    /// <exception cref="StepFailedException">The step has no such branch.</exception>
    internal static int PositionOf(Instruction instruction, StepOutcome outcome)
    {
        if (outcome.Branch is not { } label)
            return instruction.Next;
        var branches = instruction.Step.Branches;
        for (var index = 0; index < branches.Count; index++)
        {
            if (branches[index].Label == label)
                return instruction.Branches[index];
        }

        throw new StepFailedException(
            "unknown-branch",
            $"The step '{instruction.Step.Name}' has no branch '{label}', which its handler named. It has: {string.Join(", ", branches.Select(branch => branch.Label))}.");
    }
}
