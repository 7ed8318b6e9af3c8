using Retention.Workflows.Conditions.Evaluation;
using Retention.Workflows.Journeys;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Resilience;

/// <summary>Recognizes failures of host code that the engine calls. Such a failure concerns only the customers of that call.</summary>
internal static class HostCallFailure
{
    /// <summary>
    /// True for every exception that is neither a store failure nor a requested cancellation. An HTTP client that times out also throws a
    /// cancellation.
    /// </summary>
    internal static bool Is(Exception exception, CancellationToken cancellationToken) =>
        exception is not (RetentionStoreException or OutsideAnswersNeededException)
            && (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested);

    /// <summary>The stored reason of a failure: the handler's reason, or else the exception's type.</summary>
    internal static string ReasonOf(Exception exception) =>
        exception is StepFailedException failed ? failed.Reason : exception.GetType().Name;

    /// <summary>The usual pause, or the longer one that was requested, up to one day.</summary>
    internal static TimeSpan PauseAfter(Exception exception, TimeSpan pause) =>
        exception is StepFailedException { RetryAfter: { } wanted } && wanted > pause
            ? TimeSpan.FromDays(Math.Min(1, wanted.TotalDays)) : pause;
}
