using System.Collections.Concurrent;

namespace Retention.Workflows.Engine.Worker;

/// <summary>How the worker's loops fare. Thread-safe.</summary>
internal sealed class WorkerHealth(TimeProvider time)
{
    private readonly ConcurrentDictionary<EngineWork, LoopHealth> _loops = new();

    /// <summary>The loops of this process; none where no worker runs.</summary>
    internal IReadOnlyDictionary<EngineWork, LoopHealth> Loops => _loops;

    internal void Succeeded(EngineWork work)
    {
        var now = time.GetUtcNow();
        _loops.AddOrUpdate(work, _ => new LoopHealth(now, null, null), (_, before) => before with { LastSuccess = now, FailingSince = null });
    }

    internal void Failed(EngineWork work, Exception exception)
    {
        var now = time.GetUtcNow();
        var kind = exception.GetType().Name;
        _loops.AddOrUpdate(work, _ => new LoopHealth(null, now, kind), (_, before) => before with { FailingSince = before.FailingSince ?? now, LastFailure = kind });
    }
}

/// <summary>How one loop fares.</summary>
/// <param name="LastSuccess">When it last came through; none when it never did.</param>
/// <param name="FailingSince">Since when nothing but failures came; none when it last succeeded.</param>
/// <param name="LastFailure">The kind of the last failure.</param>
internal sealed record LoopHealth(DateTimeOffset? LastSuccess, DateTimeOffset? FailingSince, string? LastFailure);
