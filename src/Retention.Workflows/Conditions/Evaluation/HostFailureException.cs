namespace Retention.Workflows.Conditions.Evaluation;

/// <summary>
/// Host code failed: a predicate threw, or something that a journey names is not registered. Whatever else is thrown inside the engine is
/// an error of the engine or of the store, which is not counted as the host's.
/// </summary>
/// <param name="cause">What the host code threw.</param>
internal sealed class HostFailureException(Exception cause) : Exception(cause.Message, cause)
{
    /// <summary>Something that a journey names is not registered.</summary>
    internal static HostFailureException Missing(string problem) => new(new InvalidOperationException(problem));
}
