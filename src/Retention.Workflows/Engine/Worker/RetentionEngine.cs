using System.Globalization;
using Microsoft.Extensions.Logging;
using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Engine.Delivery;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Engine.Publishing;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Worker;

/// <summary>
/// Publishes the journeys once, stays registered as a worker of the store until disposed, and runs cycles until nothing is due.
/// </summary>
internal sealed class RetentionEngine(
    IRetentionStore store, JourneyPublisher publisher, JourneyPrograms programs, WorkerCycle cycle,
    MessageDispatcher dispatcher, AsyncPulse pulse, DueWorkCache dueWorkCache, EngineSettings settings, TimeProvider time,
    ILogger<IRetentionEngine> logger) : IRetentionEngine
{
    private readonly SemaphoreSlim _starting = new(1, 1);
    private IWorkerRegistration? _worker;

    /// <summary>Is set when a loop did work that other loops may be waiting for.</summary>
    internal AsyncPulse Pulse => pulse;

    public async Task StartAsync(CancellationToken cancellationToken = default) =>
        await WorkerAsync(cancellationToken).ConfigureAwait(false);

    public async Task<bool> RunDueAsync(CancellationToken cancellationToken = default) =>
        (await RunUntilIdleAsync(EngineWork.All, store.ReadDueWorkAsync, cancellationToken).ConfigureAwait(false)).DidAnything;

    public async Task<DateTimeOffset?> NextDueAsync(CancellationToken cancellationToken = default)
    {
        await WorkerAsync(cancellationToken).ConfigureAwait(false);
        return await cycle.NextAsync(EngineWork.All, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _worker, null) is { } worker)
            await worker.DisposeAsync().ConfigureAwait(false);
        _starting.Dispose();
    }

    /// <summary>
    /// Does the due work of the given kinds and shares reads of the due work with other loops. Returns the last cycle's result;
    /// <c>DidAnything</c> covers all cycles.
    /// </summary>
    internal Task<CycleResult> RunUntilIdleAsync(EngineWork work, CancellationToken cancellationToken) =>
        RunUntilIdleAsync(work, dueWorkCache.ReadAsync, cancellationToken);

    private async Task<CycleResult> RunUntilIdleAsync(
        EngineWork work, Func<CancellationToken, Task<DueWork>> read, CancellationToken cancellationToken)
    {
        for (var anything = false; ; anything = true)
        {
            var worker = await WorkerAsync(cancellationToken).ConfigureAwait(false);
            var done = await cycle.RunAsync(
                work, worker, await read(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            if (!done.DidAnything)
                return done with { DidAnything = anything };
            Pulse.Set();
        }
    }

    /// <summary>Passes on signals from other processes and clients until it is cancelled.</summary>
    internal async Task ListenAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var worker = await WorkerAsync(cancellationToken).ConfigureAwait(false);
            await worker.WaitForWorkAsync(cancellationToken).ConfigureAwait(false);
            Pulse.Set();
        }
    }

    /// <summary>Stores the send results that a failing store did not take. Called when the worker is about to stop.</summary>
    internal Task SaveUnsavedResultsAsync() => dispatcher.SaveUnsavedResultsAsync();

    /// <summary>The worker registration. It is made at the first call, and again when the store no longer considers it alive.</summary>
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
        await publisher.EnsureAsync(cancellationToken).ConfigureAwait(false);
        foreach (var program in programs.Published)
            HostingLog.Published(logger, program.Definition.Name, program.Version, Enrolls(program.Definition.Enrollment.Trigger));
    }

    /// <summary>Describes in English when a journey enrolls next, or what triggers it.</summary>
    private string Enrolls(EnrollmentTrigger trigger) => trigger is ScheduleTrigger scheduled
        ? $"next enrolls {LocalTime.At(scheduled.Schedule.Next(time.GetUtcNow(), settings.Zone).At, settings.Zone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} {settings.Zone.Id}"
        : $"enrolls {trigger.Describe()}";
}
