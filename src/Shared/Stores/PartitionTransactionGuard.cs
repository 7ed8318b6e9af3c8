namespace Retention.Workflows.Storage;

/// <summary>Lets one caller at a time use a transaction, and none after it failed or ended.</summary>
internal sealed class PartitionTransactionGuard
{
    private bool _working;
    private bool _ended;

    /// <summary>True if the transaction was committed or rolled back.</summary>
    internal bool HasEnded => _ended;

    /// <summary>
    /// Begins a call. A call that does not reach <see cref="Done"/> has failed, and the transaction can only be disposed.
    /// </summary>
    internal void Enter(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_ended, typeof(IPartitionTransaction));
        if (_working)
            throw new InvalidOperationException(
                "This transaction failed or is used by two callers at once. Dispose it and begin another one.");
        _working = true;
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Ends a call.</summary>
    internal void Done() => _working = false;

    /// <summary>Ends the transaction.</summary>
    internal void End() => _ended = true;
}
