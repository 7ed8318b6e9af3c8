namespace Retention.Workflows.Storage;

/// <summary>Remembers that there is work until somebody has waited for it. Thread-safe; for stores that signal within one process.</summary>
public sealed class WorkSignal
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _set = New();

    /// <summary>Says that there is work. Set again before anybody waited, it stays set.</summary>
    public void Set()
    {
        lock (_gate)
            _set.TrySetResult();
    }

    /// <summary>Waits until it is set, and takes it back. For one waiter at a time.</summary>
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
