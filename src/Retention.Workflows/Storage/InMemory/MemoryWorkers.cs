using System.Collections.Concurrent;

namespace Retention.Workflows.Storage.InMemory;

/// <summary>The registered workers.</summary>
internal sealed class MemoryWorkers
{
    private readonly ConcurrentDictionary<long, WorkSignal> _alive = new();
    private long _last;

    internal bool IsAlive(long worker) => _alive.ContainsKey(worker);

    internal void Signal()
    {
        foreach (var signal in _alive.Values)
            signal.Set();
    }

    internal IWorkerRegistration Register()
    {
        var worker = Interlocked.Increment(ref _last);
        var signal = new WorkSignal();
        _alive[worker] = signal;
        return new Registration(this, worker, signal);
    }

    private sealed class Registration(MemoryWorkers workers, long worker, WorkSignal signal) : IWorkerRegistration
    {
        public long Worker => worker;

        public bool IsAlive => workers.IsAlive(worker);

        public Task WaitForWorkAsync(CancellationToken cancellationToken) => signal.WaitAsync(cancellationToken);

        public ValueTask DisposeAsync()
        {
            workers._alive.TryRemove(worker, out _);
            signal.Set();
            return ValueTask.CompletedTask;
        }
    }
}
