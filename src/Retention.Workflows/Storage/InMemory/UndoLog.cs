namespace Retention.Workflows.Storage.InMemory;

/// <summary>What a transaction would have to do to take back what it wrote: each write leaves its inverse.</summary>
internal sealed class UndoLog
{
    private readonly Stack<Action> _inverses = new();

    /// <summary>Whether a call failed, so that the transaction can only be disposed.</summary>
    internal bool IsBroken { get; private set; }

    internal void Push(Action inverse) => _inverses.Push(inverse);

    /// <summary>Marks the transaction as failed and hands the reason back, to be thrown.</summary>
    internal Exception Break(Exception reason)
    {
        IsBroken = true;
        return reason;
    }

    internal void Keep()
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
