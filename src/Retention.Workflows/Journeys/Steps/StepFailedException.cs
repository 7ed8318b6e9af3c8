namespace Retention.Workflows.Journeys;

/// <summary>A handler failed to execute its step. The reason is stored with the enrollment and shown to operators.</summary>
public sealed class StepFailedException : Exception
{
    /// <summary>Creates the exception without details.</summary>
    public StepFailedException() => Reason = "failed";

    /// <summary>Creates the exception with a message.</summary>
    public StepFailedException(string message) : base(message) => Reason = "failed";

    /// <summary>Creates the exception with a message and a cause.</summary>
    public StepFailedException(string message, Exception innerException) : base(message, innerException) => Reason = "failed";

    /// <summary>Creates the exception with a reason and a message.</summary>
    /// <param name="reason">A short word without personal data, such as <c>http-503</c>; truncated to 64 characters.</param>
    /// <param name="message">A sentence for the log.</param>
    /// <param name="innerException">The cause; may be null.</param>
    public StepFailedException(string reason, string message, Exception? innerException = null) : base(message, innerException)
    {
        ArgumentException.ThrowIfNullOrEmpty(reason);
        Reason = reason.Length <= 64 ? reason : reason[..64];
    }

    /// <summary>The reason in one word.</summary>
    public string Reason { get; }

    /// <summary>The minimum pause before the next attempt, at most one day; default null: the usual pause.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
