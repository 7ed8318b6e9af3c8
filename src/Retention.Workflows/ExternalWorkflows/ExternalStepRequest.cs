namespace Retention.Workflows.ExternalWorkflows;

/// <summary>A request of a workflow to execute one of its steps.</summary>
public sealed record ExternalStepRequest
{
    /// <summary>The workflow's id in its engine.</summary>
    public required string Instance { get; init; }

    /// <summary>The customer.</summary>
    public required CustomerId Customer { get; init; }

    /// <summary>
    /// The enrollment, once the workflow knows it. <see langword="null"/> for a workflow that the host began: the customer is then
    /// enrolled.
    /// </summary>
    public EnrollmentId? Enrollment { get; init; }

    /// <summary>The entry key of a workflow that the host began; the same key enrolls once.</summary>
    public required string EntryKey { get; init; }

    /// <summary>The journey version of the workflow.</summary>
    public required ExternalJourney Journey { get; init; }

    /// <summary>The step's name.</summary>
    public required string Step { get; init; }

    /// <summary>The number of this visit of the step, 1 or more.</summary>
    public required int Visit { get; init; }

    /// <summary>
    /// True if the engine had stored that the workflow waits at this step, so that it will not ask for earlier steps again. Default: no.
    /// </summary>
    public bool IsStored { get; init; }
}
