namespace Retention.Workflows.Engine.Worker;

/// <summary>Wakes all loops of an engine at once. Thread-safe.</summary>
/// <remarks>Take <see cref="Next"/> before you look for work and wait for it afterwards. Then no pulse between the two is missed.</remarks>
internal sealed class AsyncPulse
{
    private TaskCompletionSource _next = New();

    /// <summary>A task that completes at the next pulse.</summary>
    internal Task Next => Volatile.Read(ref _next).Task;

    internal void Set() => Interlocked.Exchange(ref _next, New()).TrySetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
