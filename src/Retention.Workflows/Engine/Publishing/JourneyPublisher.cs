using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Engine.Pausing;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Publishing;

/// <summary>
/// Publishes the registered journeys once per process, before its first event, customer or worker cycle. Thread-safe; concurrent callers
/// wait for the first one.
/// </summary>
/// <remarks>
/// An event that is answered as stored enters every journey that the host registers, with or without a worker in the process. So every
/// entry point calls it before its transaction begins. Nothing counts as published before the programs are loaded and the pauses of the
/// options apply.
/// </remarks>
internal sealed class JourneyPublisher(
    IRetentionStore store, JourneyRegistry journeys, JourneyPrograms programs, JourneyPauses pauses) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private volatile bool _isDone;

    /// <summary>
    /// Initializes the store, and publishes the journeys if that was not done yet. A failed call is repeated by the next one.
    /// </summary>
    /// <exception cref="JourneyDefinitionException">A registered journey is not valid, or none is registered.</exception>
    /// <exception cref="RetentionStoreException">The store cannot be used.</exception>
    internal async Task EnsureAsync(CancellationToken cancellationToken)
    {
        if (_isDone)
            return;
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_isDone)
                return;
            journeys.Validate();
            await store.InitializeAsync(cancellationToken).ConfigureAwait(false);
            await programs.PublishAsync(journeys.Definitions, cancellationToken).ConfigureAwait(false);
            await pauses.ApplyOptionsAsync(cancellationToken).ConfigureAwait(false);
            _isDone = true;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>
    /// Does the same for input. A process that registers no journey publishes nothing: it takes input for the journeys of other processes.
    /// </summary>
    internal async Task EnsureForInputAsync(CancellationToken cancellationToken)
    {
        if (journeys.Definitions.Count > 0)
            await EnsureAsync(cancellationToken).ConfigureAwait(false);
        await store.InitializeAsync(cancellationToken).ConfigureAwait(false);
    }

    public void Dispose() => _gate.Dispose();
}
