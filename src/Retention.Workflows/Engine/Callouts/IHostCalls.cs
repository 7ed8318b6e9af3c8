using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Programs;

namespace Retention.Workflows.Engine.Callouts;

/// <summary>How a kind of step asks code of the shop: what is asked is read in a transaction, asked outside every transaction, and kept in another one.</summary>
internal interface IHostCalls
{
    /// <summary>The kind of step.</summary>
    Type Step { get; }

    /// <summary>Reads what has to be known for the questions; one call for each who waits, in their order.</summary>
    Task<IReadOnlyList<HostCall>> ReadAsync(Batch batch, IReadOnlyList<PendingCallout> pending, CancellationToken cancellationToken);

    /// <summary>Asks. What goes wrong becomes the call's problem; nothing is thrown but our own wish to stop.</summary>
    Task CallAsync(IReadOnlyList<HostCall> calls, CancellationToken cancellationToken);

    /// <summary>Keeps the answers of one step and lets those go on whose answer could be kept; the others' call has a problem afterwards.</summary>
    Task SaveAsync(Batch batch, Instruction instruction, IReadOnlyList<AnsweredCall> answered, CancellationToken cancellationToken);
}

/// <summary>An enrollment that waits at a step for an answer.</summary>
internal sealed record PendingCallout(Enrollment Enrollment, JourneyProgram Program, Instruction Instruction);

/// <summary>A question for one enrollment.</summary>
internal abstract class HostCall(PendingCallout pending)
{
    internal PendingCallout PendingCallout { get; } = pending;

    /// <summary>What is wrong with the shop; it is asked again later.</summary>
    internal Exception? Problem { get; set; }

    /// <summary>Whether the shop was asked for this one; who was not asked for loses no try.</summary>
    internal bool WasAsked { get; set; } = true;
}

/// <summary>A question with its answer, and the enrollment that still waits for it.</summary>
internal readonly record struct AnsweredCall(HostCall Call, EnrollmentRun Run);
