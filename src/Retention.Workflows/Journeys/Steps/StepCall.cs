namespace Retention.Workflows.Journeys;

/// <summary>A call of a handler: the step and its enrollment. Immutable.</summary>
/// <typeparam name="TStep">The step's record.</typeparam>
public sealed record StepCall<TStep> where TStep : JourneyStep
{
    /// <summary>The step.</summary>
    public required TStep Step { get; init; }

    /// <summary>The customer.</summary>
    public required CustomerId Customer { get; init; }

    /// <summary>The customer as last described by the host; <see langword="null"/> if never described.</summary>
    public Customer? Description { get; init; }

    /// <summary>The journey.</summary>
    public required JourneyName Journey { get; init; }

    /// <summary>The journey's version.</summary>
    public required int Version { get; init; }

    /// <summary>The enrollment.</summary>
    public required EnrollmentId Enrollment { get; init; }

    /// <summary>The number of the visit of the step, from 1; above 1 inside a repeat step.</summary>
    public required int Visit { get; init; }

    /// <summary>The number of the attempt, from 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>The key of enrollment, step and visit, the same at every attempt. The receiver must do the work once per key.</summary>
    public required string IdempotencyKey { get; init; }

    /// <summary>When the enrollment reached the step, the same at every attempt.</summary>
    public required DateTimeOffset RequestedAt { get; init; }

    internal static StepCall<TStep> Of(StepCall<JourneyStep> call) => new()
    {
        Step = (TStep)call.Step,
        Customer = call.Customer,
        Description = call.Description,
        Journey = call.Journey,
        Version = call.Version,
        Enrollment = call.Enrollment,
        Visit = call.Visit,
        Attempt = call.Attempt,
        IdempotencyKey = call.IdempotencyKey,
        RequestedAt = call.RequestedAt,
    };
}
