using Retention.Workflows.Storage;

namespace Retention.Workflows.Replay;

/// <summary>Opens messages according to the model: reads the sent messages and appends their opens when they are due.</summary>
internal sealed class ReplayOpens(IRetentionStore store, IRetentionClient client, OpenModel? model)
{
    private readonly ReplayLog _sent = new(store, EventNames.MessageSent);
    private readonly PriorityQueue<CustomerEvent, DateTimeOffset> _openings = new();

    internal DateTimeOffset? Next => _openings.TryPeek(out _, out var at) ? at : null;

    internal async Task CollectAsync(CancellationToken cancellationToken)
    {
        if (model is null)
            return;
        foreach (var sent in await _sent.ReadNewAsync(cancellationToken).ConfigureAwait(false))
        {
            if (model.OpeningOf(sent) is { } opening)
                _openings.Enqueue(opening, opening.OccurredAt);
        }
    }

    /// <summary>Drops opens that an earlier run has appended.</summary>
    internal void Forget(DateTimeOffset until)
    {
        while (_openings.TryPeek(out _, out var at) && at <= until)
            _openings.Dequeue();
    }

    internal async Task AppendUntilAsync(DateTimeOffset target, CancellationToken cancellationToken)
    {
        var opened = new List<CustomerEvent>();
        while (_openings.TryPeek(out var opening, out var at) && at <= target)
        {
            opened.Add(opening);
            _openings.Dequeue();
        }

        if (opened.Count > 0)
            await client.AppendEventsAsync(opened, cancellationToken).ConfigureAwait(false);
    }
}
