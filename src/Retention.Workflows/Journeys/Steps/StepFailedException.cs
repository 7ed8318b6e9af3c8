namespace Retention.Workflows.Journeys;

/// <summary>A handler could not do its step. The reason is stored with the enrollment and shown to operators.</summary>
public sealed class StepFailedException : Exception
{
    /// <summary>Creates the exception without details.</summary>
    public StepFailedException() => Reason = "failed";

    /// <summary>Says what went wrong.</summary>
    public StepFailedException(string message) : base(message) => Reason = "failed";

    /// <summary>Says what went wrong, and what caused it.</summary>
    public StepFailedException(string message, Exception innerException) : base(message, innerException) => Reason = "failed";

    /// <summary>Says what went wrong in one word and in a sentence.</summary>
    /// <param name="reason">A short word without personal data, such as <c>http-503</c>; cut off behind 64 characters.</param>
    /// <param name="message">A sentence for the log.</param>
    /// <param name="innerException">What caused it; may be null.</param>
    public StepFailedException(string reason, string message, Exception? innerException = null) : base(message, innerException)
    {
        ArgumentException.ThrowIfNullOrEmpty(reason);
        Reason = reason.Length <= 64 ? reason : reason[..64];
    }

    /// <summary>The reason in one word.</summary>
    public string Reason { get; }

    /// <summary>How long to wait at least before the next attempt; default the usual pause. At most a day counts.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
