namespace Retention.Workflows;

/// <summary>The result of a manual enrollment.</summary>
public sealed record EnrollResult
{
    /// <summary>The new enrollment; null if it was refused. Exactly one of the two properties is set.</summary>
    public EnrollmentId? Enrollment { get; init; }

    /// <summary>
    /// The reason of the refusal: <c>already-inside</c>, <c>already-entered</c>, <c>cooling-down</c>, <c>often-enough</c> or <c>erased</c>;
    /// null if it was not refused.
    /// </summary>
    public string? Refusal { get; init; }
}
