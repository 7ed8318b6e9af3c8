using System.Collections.Concurrent;

namespace Retention.Workflows.Storage;

/// <summary>The workers that are at work.</summary>
internal sealed class MemoryWorkers
{
    private readonly ConcurrentDictionary<long, bool> _alive = new();
    private long _last;

    internal bool IsAlive(long worker) => _alive.ContainsKey(worker);

    internal IWorkerRegistration Register()
    {
        var worker = Interlocked.Increment(ref _last);
        _alive[worker] = true;
        return new Registration(this, worker);
    }

    private sealed class Registration(MemoryWorkers workers, long worker) : IWorkerRegistration
    {
        public long Worker => worker;

        public ValueTask DisposeAsync()
        {
            workers._alive.TryRemove(worker, out _);
            return ValueTask.CompletedTask;
        }
    }
}
