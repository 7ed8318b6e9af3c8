namespace Retention.Workflows.Storage.InMemory;

internal sealed class MemorySweeps(UndoLog undo) : ISweepStore
{
    private readonly MemoryTable<string, SweepState> _sweeps = new(undo, StringComparer.Ordinal);

    public Task<SweepState?> FindAsync(string sweep, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(_sweeps.TryGet(sweep, out var state) ? state : null);
    }

    public Task SaveAsync(SweepState state, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentNullException.ThrowIfNull(state);
        _sweeps.Set(state.Sweep, RowNormalizer.Row(state));
        return Task.CompletedTask;
    }
}
