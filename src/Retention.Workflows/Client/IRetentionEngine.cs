using Retention.Workflows.Storage;

namespace Retention.Workflows;

/// <summary>Runs journeys. A host normally leaves this to the hosted worker; replays, tests and hosts with a scheduler of their own call it.</summary>
/// <remarks>Thread-safe. Any number of engines may work on one store as far as the store allows it; none does what another has done.</remarks>
public interface IRetentionEngine : IAsyncDisposable
{
    /// <summary>Prepares the store, publishes the registered journeys, and decides about messages whose worker died. Called again, it does nothing.</summary>
    /// <exception cref="Storage.RetentionStoreException">The store cannot be used.</exception>
    Task StartAsync(CancellationToken cancellationToken = default);

    /// <summary>Does all that is due at this moment: segments, enrollments on schedule, steps, calls, messages; until nothing is due.</summary>
    /// <remarks>
    /// Stopped half-way, it ends after the transaction at hand; the next call goes on. What another worker is busy with is left to it.
    /// A partition that fails does not keep the others from their turn.
    /// </remarks>
    /// <returns>Whether there was anything to do.</returns>
    /// <exception cref="Storage.RetentionStoreException">The store failed; what it could not do is still due.</exception>
    Task<bool> RunDueAsync(CancellationToken cancellationToken = default);

    /// <summary>When something is due next, as far as is known now: a schedule, a wait, a message. None when nothing will ever be due by itself.</summary>
    Task<DateTimeOffset?> NextDueAsync(CancellationToken cancellationToken = default);
}
