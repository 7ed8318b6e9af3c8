using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Journeys;

namespace Retention.Workflows.Engine.Execution;

/// <summary>What a kind of step does with all enrollments of a batch that stand at it.</summary>
/// <remarks>
/// First everything that may fail, then the enrollments are moved: when a handler throws, no enrollment has moved, and the
/// batch tries them one by one to find out whose fault it was.
/// </remarks>
internal interface IStepHandler
{
    Type Step { get; }

    Task HandleAsync(Batch batch, Instruction instruction, IReadOnlyList<EnrollmentRun> runs, CancellationToken cancellationToken);
}

/// <summary>The typed form that handlers derive from.</summary>
internal abstract class StepHandler<TStep> : IStepHandler where TStep : JourneyStep
{
    public Type Step => typeof(TStep);

    public Task HandleAsync(Batch batch, Instruction instruction, IReadOnlyList<EnrollmentRun> runs, CancellationToken cancellationToken) =>
        HandleAsync(batch, instruction, (TStep)instruction.Step, runs, cancellationToken);

    protected abstract Task HandleAsync(
        Batch batch, Instruction instruction, TStep step, IReadOnlyList<EnrollmentRun> runs, CancellationToken cancellationToken);
}
