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
        exception is not RetentionStoreException && (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested);
}
