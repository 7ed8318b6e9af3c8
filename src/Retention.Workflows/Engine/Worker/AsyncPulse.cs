namespace Retention.Workflows.Engine.Worker;

/// <summary>Wakes all loops of an engine at once. Thread-safe.</summary>
/// <remarks>Whoever is about to look for work takes <see cref="Next"/> first and waits for it afterwards, so that no ring is missed in between.</remarks>
internal sealed class AsyncPulse
{
    private TaskCompletionSource _next = New();

    /// <summary>Completes at the next ring.</summary>
    internal Task Next => Volatile.Read(ref _next).Task;

    internal void Set() => Interlocked.Exchange(ref _next, New()).TrySetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
