using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Programs;

namespace Retention.Workflows.Engine.Callouts;

/// <summary>
/// How a kind of step calls host code: the input is read in one transaction, the call runs outside every transaction, and another
/// transaction stores the result.
/// </summary>
internal interface IHostCalls
{
    /// <summary>True if a step is of this kind.</summary>
    bool Handles(Instruction instruction);

    /// <summary>False if the host no longer has what is called. Waiting enrollments then do the step without it.</summary>
    bool HasHost => true;

    /// <summary>Reads the input of the calls; one call per waiting enrollment, in order.</summary>
    Task<IReadOnlyList<HostCall>> ReadAsync(Batch batch, IReadOnlyList<PendingCallout> pending, CancellationToken cancellationToken);

    /// <summary>Makes the calls. A failure is stored as the call's problem; only cancellation is thrown.</summary>
    Task CallAsync(IReadOnlyList<HostCall> calls, CancellationToken cancellationToken);

    /// <summary>
    /// Stores the results of one step and continues the enrollments whose result was stored. Calls of the others have a problem afterwards.
    /// </summary>
    Task SaveAsync(Batch batch, Instruction instruction, IReadOnlyList<AnsweredCall> answered, CancellationToken cancellationToken);
}

/// <summary>An enrollment that waits at a step for a host call.</summary>
internal sealed record PendingCallout(Enrollment Enrollment, JourneyProgram Program, Instruction Instruction);

/// <summary>A host call for one enrollment.</summary>
internal abstract class HostCall(PendingCallout pending)
{
    internal PendingCallout PendingCallout { get; } = pending;

    /// <summary>The failure of the host call, which is retried later; null if there was none.</summary>
    internal Exception? Problem { get; set; }

    /// <summary>True if the host was called for this enrollment. If not, it loses no attempt.</summary>
    internal bool WasCalled { get; set; } = true;
}

/// <summary>A finished call with the enrollment that still waits for it.</summary>
internal readonly record struct AnsweredCall(HostCall Call, EnrollmentRun Run);
