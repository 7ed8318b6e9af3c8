namespace Retention.Workflows.Storage;

/// <summary>The registration of a living worker. Dispose it when the worker has stopped.</summary>
public interface IWorkerRegistration : IAsyncDisposable
{
    /// <summary>The worker's number; never used before in this store.</summary>
    long Worker { get; }

    /// <summary>
    /// True while the store considers this worker alive. Once false, for example after a broken connection, it stays false: dispose this
    /// registration and register again.
    /// </summary>
    bool IsAlive { get; }

    /// <summary>
    /// Waits until a transaction commits that called <see cref="IPartitionTransaction.SignalWork"/>. Make one call at a time.
    /// </summary>
    /// <remarks>
    /// A signal since the end of the last call completes this call at once, so no signal is missed. The call may also complete without a
    /// signal, and does so when the worker is no longer alive. A store that several processes share notifies all of them if it can; polling
    /// finds the rest.
    /// </remarks>
    Task WaitForWorkAsync(CancellationToken cancellationToken = default);
}
