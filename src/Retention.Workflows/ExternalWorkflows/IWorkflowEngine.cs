using Retention.Workflows.Journeys;

namespace Retention.Workflows.ExternalWorkflows;

/// <summary>
/// A workflow engine that leads enrollments through the steps of a <see cref="WorkflowStep"/>. It decides what comes next; this library
/// does it.
/// </summary>
/// <remarks>
/// Register it among the host's services. Called from several threads at once. An enrollment's steps, what the guide remembers of it, and
/// everything else are
/// written in one transaction; the guide itself keeps nothing and does nothing that another try would repeat.
/// </remarks>
public interface IWorkflowEngine
{
    /// <summary>The engine's name in kebab case, the <see cref="WorkflowStep.Engine"/> of its steps.</summary>
    string Engine { get; }

    /// <summary>
    /// What keeps this process from leading through a workflow, in sentences; empty when nothing does. Asked when the host starts.
    /// </summary>
    IReadOnlyList<string> Check(WorkflowStep workflow);

    /// <summary>How those who wrote a workflow call a place in it, for messages about what is wrong there; default its path.</summary>
    /// <param name="journeyStep">A step of the workflow.</param>
    /// <param name="path">The place in the step's JSON form, such as <c>$.offer</c>.</param>
    string? PlaceOf(JourneyStep journeyStep, string path) => null;

    /// <summary>Takes an enrollment up, at its beginning or where it was left.</summary>
    /// <exception cref="Exception">What it remembers no longer fits. The enrollment is tried again, and at last stuck; it stays where it
    /// stood.</exception>
    IWorkflowExecution Open(WorkflowEntry entry);
}

/// <summary>One enrollment while a guide leads it, for as long as one batch moves it. Called by one thread at a time.</summary>
public interface IWorkflowExecution : IAsyncDisposable
{
    /// <summary>Goes on to the next step.</summary>
    /// <param name="answer">What the step that came last answered; none at the beginning.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="Exception">The workflow failed; <see cref="SaveAsync"/> is asked where to try again.</exception>
    ValueTask<WorkflowMove> GoOnAsync(WorkflowAnswer? answer, CancellationToken cancellationToken);

    /// <summary>Leaves the enrollment at the step that was named last, or at what failed.</summary>
    /// <returns>What to remember, to be given to <see cref="IWorkflowEngine.Open"/>; <see langword="null"/> when what it was opened with
    /// still holds, so that the way since then is gone once more.</returns>
    ValueTask<string?> SaveAsync(CancellationToken cancellationToken);
}

/// <summary>Whom to lead, and from where.</summary>
public sealed record WorkflowEntry
{
    /// <summary>The workflow.</summary>
    public required WorkflowStep Workflow { get; init; }

    /// <summary>The journey that it is of.</summary>
    public required JourneyName Journey { get; init; }

    /// <summary>The enrollment.</summary>
    public required EnrollmentId Enrollment { get; init; }

    /// <summary>Who passes.</summary>
    public required CustomerId Customer { get; init; }

    /// <summary>What <see cref="IWorkflowExecution.SaveAsync"/> gave; none at the beginning.</summary>
    public string? State { get; init; }
}

/// <summary>What a step answered.</summary>
/// <param name="Outcome">The branch: <c>yes</c>, <c>no</c>, <c>received</c>, <c>timeout</c>, <c>again</c>, <c>enough</c>, <c>sent</c>,
/// <c>refused</c>, <c>chosen</c>, <c>none</c>, a case, a share; <c>done</c> for a step with one way out.</param>
public sealed record WorkflowAnswer(string Outcome)
{
    /// <summary>The outcome of a step with one way out.</summary>
    public const string Done = "done";

    /// <summary>The code of the voucher that was issued last.</summary>
    public string? VoucherCode { get; init; }

    /// <summary>The message that the step put into the outbox.</summary>
    public MessageId? Message { get; init; }

    /// <summary>The products that the step chose, best first.</summary>
    public IReadOnlyList<ProductId> Products { get; init; } = [];
}

/// <summary>Where a workflow goes next.</summary>
/// <param name="Step">The name of a step of the workflow; <see langword="null"/> at its end.</param>
/// <param name="Visit">The how manieth time the enrollment comes to that step, 1 or more; the keys that keep effects from happening twice
/// follow from it.</param>
public readonly record struct WorkflowMove(string? Step, int Visit = 1);
