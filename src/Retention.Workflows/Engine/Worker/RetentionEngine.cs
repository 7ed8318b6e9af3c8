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

    public async Task<bool> RunDueAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return (await RunUntilIdleAsync(EngineWork.All, store.ReadDueWorkAsync, cancellationToken).ConfigureAwait(false)).DidAnything;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await dispatcher.DrainAsync().ConfigureAwait(false); // what was handed over is stored
            throw;
        }
        catch
        {
            await dispatcher.WaitForResultsAsync().ConfigureAwait(false); // nothing is on its way when the call ends
            throw;
        }
    }

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
        for (var anything = false; ;)
        {
            var (result, signal) = (dispatcher.NextResult, Pulse.Next);
            var worker = await WorkerAsync(cancellationToken).ConfigureAwait(false);
            var done = await cycle.RunAsync(
                work, worker, await read(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            if (done.DidAnything)
            {
                anything = true;
                Pulse.Set();
            }
            else if (work.HasFlag(EngineWork.Messages) && dispatcher.IsSending)
            {
                await Sleep.UntilAsync(Task.WhenAny(result, signal), UntilNext(done), time, cancellationToken).ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
            }
            else
            {
                return done with { DidAnything = anything };
            }
        }
    }

    /// <summary>How long a loop waits for the results of messages before it looks for other work.</summary>
    private TimeSpan UntilNext(CycleResult cycle)
    {
        var longest = settings.Options.Worker.PollInterval;
        return cycle.Next - cycle.Now is { } left && left > TimeSpan.Zero && left < longest ? left : longest;
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

    /// <summary>Waits for the messages that are on their way and stores their results. Called when the worker is about to stop.</summary>
    internal Task DrainAsync() => dispatcher.DrainAsync();

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
