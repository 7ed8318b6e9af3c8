using Retention.Workflows.Conditions.Evaluation;
using Retention.Workflows.Journeys;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Resilience;

/// <summary>
/// Tells failures of host code, which concern only the customers of that call, from errors of the engine itself and of the store.
/// </summary>
internal static class HostCallFailure
{
    /// <summary>
    /// True for a failure of host code that is called inside a transaction, and for a timeout: an HTTP client that times out throws a
    /// cancellation.
    /// </summary>
    internal static bool Is(Exception exception, CancellationToken cancellationToken) =>
        exception is HostFailureException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    /// <summary>
    /// The same for a condition, and true if it needs a predicate that calls an external service in a transaction that cannot be repeated.
    /// Journeys of this host have no such condition; a version that an earlier host stored may have one.
    /// </summary>
    internal static bool IsOfCondition(Exception exception, CancellationToken cancellationToken) =>
        Is(exception, cancellationToken) || (exception is OutsideAnswersNeededException && OutsideAnswers.Current is null);

    /// <summary>
    /// True for whatever a call of host code throws outside a transaction, except for a store failure and a requested cancellation.
    /// </summary>
    internal static bool IsOfCall(Exception exception, CancellationToken cancellationToken) =>
        exception is not (RetentionStoreException or OutsideAnswersNeededException)
            && (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested);

    /// <summary>True for an error of the engine: neither host code nor the store failed, and nobody cancelled.</summary>
    internal static bool IsOwn(Exception exception, CancellationToken cancellationToken) =>
        IsOfCall(exception, cancellationToken) && !Is(exception, cancellationToken);

    /// <summary>What the host code threw.</summary>
    internal static Exception CauseOf(Exception exception) =>
        exception is HostFailureException { InnerException: { } cause } ? cause : exception;

    /// <summary>Calls host code inside a transaction.</summary>
    /// <exception cref="HostFailureException">The host code failed.</exception>
    internal static T Call<T>(Func<T> host)
    {
        try
        {
            return host();
        }
        catch (Exception exception) when (exception is not RetentionStoreException)
        {
            throw new HostFailureException(exception);
        }
    }

    /// <summary>The stored reason of a failure: the handler's reason, or else the exception's type.</summary>
    internal static string ReasonOf(Exception exception) =>
        CauseOf(exception) is StepFailedException failed ? failed.Reason : CauseOf(exception).GetType().Name;

    /// <summary>The usual pause, or the longer one that was requested, up to one day.</summary>
    internal static TimeSpan PauseAfter(Exception exception, TimeSpan pause) =>
        CauseOf(exception) is StepFailedException { RetryAfter: { } wanted } && wanted > pause
            ? TimeSpan.FromDays(Math.Min(1, wanted.TotalDays)) : pause;
}
