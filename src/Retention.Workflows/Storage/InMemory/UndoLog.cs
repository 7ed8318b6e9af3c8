namespace Retention.Workflows.Storage.InMemory;

/// <summary>The inverse of each write of a transaction, to roll it back.</summary>
internal sealed class UndoLog
{
    private readonly Stack<Action> _inverses = new();

    /// <summary>True if a call failed, so that the transaction can only be disposed.</summary>
    internal bool IsBroken { get; private set; }

    internal void Push(Action inverse) => _inverses.Push(inverse);

    /// <summary>Marks the transaction as failed and returns the exception to throw.</summary>
    internal Exception Break(Exception reason)
    {
        IsBroken = true;
        return reason;
    }

    internal void Commit()
    {
        _inverses.Clear();
        IsBroken = false;
    }

    internal void RollBack()
    {
        while (_inverses.TryPop(out var inverse))
            inverse();
        IsBroken = false;
    }
}
