using Retention.Workflows.Storage;

namespace Retention.Workflows;

/// <summary>
/// Runs journeys. A host normally leaves this to the hosted worker; replays, tests and hosts with their own scheduler call it.
/// </summary>
/// <remarks>Thread-safe. Several engines may work on one store, as far as the store allows it; no work is done twice.</remarks>
public interface IRetentionEngine : IAsyncDisposable
{
    /// <summary>
    /// Initializes the store, publishes the registered journeys and registers this process as a worker. A second call does nothing.
    /// </summary>
    /// <exception cref="Storage.RetentionStoreException">The store cannot be used.</exception>
    Task StartAsync(CancellationToken cancellationToken = default);

    /// <summary>Does all due work until nothing is due: segments, scheduled enrollments, steps, calls, messages.</summary>
    /// <remarks>
    /// A cancelled call ends after the current transaction; the next call continues. Work that another worker has in hand is left to it. A
    /// failing partition does not keep the others from their turn.
    /// </remarks>
    /// <returns>True if there was anything to do.</returns>
    /// <exception cref="Storage.RetentionStoreException">The store failed. The work that was not done is still due.</exception>
    Task<bool> RunDueAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Returns when the next known work is due: a schedule, a wait or a message. Null if nothing will become due by itself.
    /// </summary>
    Task<DateTimeOffset?> NextDueAsync(CancellationToken cancellationToken = default);
}
