namespace Retention.Workflows.Storage.InMemory;

internal sealed class MemoryPauses(UndoLog undo) : IPauseStore
{
    private readonly MemoryTable<JourneyName, JourneyPause> _pauses = new(undo);

    /// <summary>The time when the first of the resumed journeys was resumed.</summary>
    internal DateTimeOffset? NextRelease => _pauses.Rows.Min(pause => pause.ResumedAt);

    public Task<IReadOnlyList<JourneyPause>> ReadAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<IReadOnlyList<JourneyPause>>(
            [.. _pauses.Rows.OrderBy(pause => pause.Journey.Value, StringComparer.Ordinal)]);
    }

    public Task SaveAsync(JourneyPause pause, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentNullException.ThrowIfNull(pause);
        _pauses.Set(pause.Journey, RowNormalizer.Row(pause));
        return Task.CompletedTask;
    }

    public Task RemoveAsync(JourneyName journey, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _pauses.Remove(journey, out _);
        return Task.CompletedTask;
    }
}
