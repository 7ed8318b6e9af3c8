using Retention.Workflows.Time;

namespace Retention.Workflows.Storage.InMemory;

internal sealed class MemoryPauses(UndoLog undo) : IPauseStore
{
    private readonly MemoryTable<JourneyName, JourneyPause> _journeys = new(undo);
    private readonly MemoryTable<Channel, ChannelPause> _channels = new(undo);
    private readonly MemoryTable<(Channel Channel, MessageId Message), DateTimeOffset> _faults = new(undo);

    /// <summary>The time when the first of the resumed journeys was resumed.</summary>
    internal DateTimeOffset? NextRelease => _journeys.Rows.Min(pause => pause.ResumedAt);

    public Task<StoredPauses> ReadAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(new StoredPauses(
            [.. _journeys.Rows.OrderBy(pause => pause.Journey.Value, StringComparer.Ordinal)],
            [.. _channels.Rows.OrderBy(pause => pause.Channel.Name, StringComparer.Ordinal)]));
    }

    public Task SaveAsync(JourneyPause pause, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentNullException.ThrowIfNull(pause);
        _journeys.Set(pause.Journey, RowNormalizer.Row(pause));
        return Task.CompletedTask;
    }

    public Task RemoveAsync(JourneyName journey, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _journeys.Remove(journey, out _);
        return Task.CompletedTask;
    }

    public Task SaveChannelAsync(ChannelPause pause, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentNullException.ThrowIfNull(pause);
        _channels.Set(pause.Channel, RowNormalizer.Row(pause));
        return Task.CompletedTask;
    }

    public Task<SenderFaults> AddSenderFaultsAsync(Channel channel, IReadOnlyCollection<MessageId> messages, DateTimeOffset at,
        DateTimeOffset since, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentNullException.ThrowIfNull(messages);
        (at, since) = (Instants.Normalize(at), Instants.Normalize(since));
        Remove(channel, stored => stored <= since || stored > at);
        foreach (var message in messages)
            _faults.TryAdd((channel, message), at);
        DateTimeOffset[] times = [.. _faults.Keys.Where(key => key.Channel == channel).Select(key => _faults[key])];
        return Task.FromResult(new SenderFaults(times.Length, times.Length == 0 ? null : times.Max()));
    }

    public Task RemoveSenderFaultsAsync(Channel channel, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Remove(channel, _ => true);
        return Task.CompletedTask;
    }

    private void Remove(Channel channel, Func<DateTimeOffset, bool> which)
    {
        foreach (var key in _faults.Keys.Where(key => key.Channel == channel && which(_faults[key])).ToList())
            _faults.Remove(key, out _);
    }
}
