using System.Collections.Concurrent;

namespace Retention.Workflows.Engine.Worker;

/// <summary>The health of the worker's loops. Thread-safe.</summary>
internal sealed class WorkerHealth(TimeProvider time)
{
    private readonly ConcurrentDictionary<EngineWork, LoopHealth> _loops = new();

    /// <summary>The loops of this process; empty where no worker runs.</summary>
    internal IReadOnlyDictionary<EngineWork, LoopHealth> Loops => _loops;

    internal void Succeeded(EngineWork work)
    {
        var now = time.GetUtcNow();
        _loops.AddOrUpdate(
            work, _ => new LoopHealth(now, null, null), (_, before) => before with { LastSuccess = now, FailingSince = null });
    }

    internal void Failed(EngineWork work, Exception exception)
    {
        var now = time.GetUtcNow();
        var kind = exception.GetType().Name;
        _loops.AddOrUpdate(work, _ => new LoopHealth(null, now, kind),
            (_, before) => before with { FailingSince = before.FailingSince ?? now, LastFailure = kind });
    }
}

/// <summary>The health of one loop.</summary>
/// <param name="LastSuccess">When the loop last succeeded; null if it never did.</param>
/// <param name="FailingSince">When the current series of failures began; null if the last run succeeded.</param>
/// <param name="LastFailure">The exception type name of the last failure; null if there was none.</param>
internal sealed record LoopHealth(DateTimeOffset? LastSuccess, DateTimeOffset? FailingSince, string? LastFailure);
