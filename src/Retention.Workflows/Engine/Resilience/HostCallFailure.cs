using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Resilience;

/// <summary>What went wrong in code of the shop that the engine asked, and so concerns only whom it was asked about.</summary>
internal static class HostCallFailure
{
    /// <summary>Whatever it is, but neither the store's failure nor our own wish to stop: an HTTP client that times out says that it was cancelled, too.</summary>
    internal static bool Is(Exception exception, CancellationToken cancellationToken) =>
        exception is not RetentionStoreException && (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested);
}
