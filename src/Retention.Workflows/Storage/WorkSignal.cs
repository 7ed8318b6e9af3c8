namespace Retention.Workflows.Storage;

/// <summary>
/// A signal that stays set until one waiter has received it. Thread-safe; for stores that notify workers within one process.
/// </summary>
public sealed class WorkSignal
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _set = New();

    /// <summary>Sets the signal. Setting it again before a waiter received it has no further effect.</summary>
    public void Set()
    {
        lock (_gate)
            _set.TrySetResult();
    }

    /// <summary>Waits until the signal is set, and resets it. Only one waiter at a time is allowed.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken = default)
    {
        Task set;
        lock (_gate)
            set = _set.Task;
        await set.WaitAsync(cancellationToken).ConfigureAwait(false);
        lock (_gate)
            _set = New();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
