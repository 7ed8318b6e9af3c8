using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Journeys;

namespace Retention.Workflows.Engine.Execution;

/// <summary>Executes one kind of step for all enrollments of a batch that are at the step.</summary>
/// <remarks>
/// A handler first does everything that may fail and then moves the enrollments. If it throws, no enrollment has moved, and the batch
/// retries them one by one to find the failing one.
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
