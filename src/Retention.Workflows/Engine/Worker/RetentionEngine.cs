using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Engine.Delivery;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Worker;

/// <summary>Starts once, is a worker of the store as long as it lives, and goes round until nothing is due.</summary>
internal sealed class RetentionEngine(IRetentionStore store, JourneyRegistry journeys, JourneyPrograms programs, WorkerCycle round, MessageDispatcher dispatcher, AsyncPulse pulse, DueWorkCache look) : IRetentionEngine
{
    private readonly SemaphoreSlim _starting = new(1, 1);
    private IWorkerRegistration? _worker;

    /// <summary>Rings when a loop did something that others may have been waiting for.</summary>
    internal AsyncPulse Pulse => pulse;

    public async Task StartAsync(CancellationToken cancellationToken = default) => await WorkerAsync(cancellationToken).ConfigureAwait(false);

    public async Task<bool> RunDueAsync(CancellationToken cancellationToken = default) =>
        (await RunUntilIdleAsync(EngineWork.All, store.ReadDueWorkAsync, cancellationToken).ConfigureAwait(false)).DidAnything;

    public async Task<DateTimeOffset?> NextDueAsync(CancellationToken cancellationToken = default)
    {
        await WorkerAsync(cancellationToken).ConfigureAwait(false);
        return await round.NextAsync(EngineWork.All, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _worker, null) is { } worker)
            await worker.DisposeAsync().ConfigureAwait(false);
        _starting.Dispose();
    }

    /// <summary>Does what is due of one kind of work, for a loop that shares its looks at the agenda with others; answers with the last round, and whether any did something.</summary>
    internal Task<CycleResult> RunUntilIdleAsync(EngineWork work, CancellationToken cancellationToken) => RunUntilIdleAsync(work, look.ReadAsync, cancellationToken);

    private async Task<CycleResult> RunUntilIdleAsync(EngineWork work, Func<CancellationToken, Task<DueWork>> read, CancellationToken cancellationToken)
    {
        for (var anything = false; ; anything = true)
        {
            var worker = await WorkerAsync(cancellationToken).ConfigureAwait(false);
            var done = await round.RunAsync(work, worker, await read(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            if (!done.DidAnything)
                return done with { DidAnything = anything };
            Pulse.Set();
        }
    }

    /// <summary>Passes on what other processes and clients signal, until it is stopped.</summary>
    internal async Task ListenAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var worker = await WorkerAsync(cancellationToken).ConfigureAwait(false);
            await worker.WaitForWorkAsync(cancellationToken).ConfigureAwait(false);
            Pulse.Set();
        }
    }

    /// <summary>Writes the outcomes that the store did not take when it failed; the worker is about to stop.</summary>
    internal Task SaveUnsavedResultsAsync() => dispatcher.SaveUnsavedResultsAsync();

    /// <summary>The registration; made at the first call, and anew when the store no longer takes it for alive.</summary>
    private async Task<IWorkerRegistration> WorkerAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _worker) is { IsAlive: true } alive)
            return alive;
        await _starting.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_worker is { IsAlive: true })
                return _worker;
            if (_worker is { } lost)
                await lost.DisposeAsync().ConfigureAwait(false);
            else
                await PublishAsync(cancellationToken).ConfigureAwait(false);
            return _worker = await store.RegisterWorkerAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _starting.Release();
        }
    }

    private async Task PublishAsync(CancellationToken cancellationToken)
    {
        journeys.Validate();
        await store.InitializeAsync(cancellationToken).ConfigureAwait(false);
        await programs.PublishAsync(journeys.Definitions, cancellationToken).ConfigureAwait(false);
    }
}
