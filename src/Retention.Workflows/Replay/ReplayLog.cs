using Retention.Workflows.Storage;

namespace Retention.Workflows.Replay;

/// <summary>Reads the events of one name from all partitions, each event once.</summary>
internal sealed class ReplayLog(IRetentionStore store, EventName name)
{
    private const int PageSize = 1000;

    private readonly Dictionary<int, long> _positions = [];

    internal async Task<IReadOnlyList<CustomerEvent>> ReadNewAsync(CancellationToken cancellationToken)
    {
        var found = new List<CustomerEvent>();
        for (var partition = 0; partition < store.PartitionCount; partition++)
        {
            var transaction = await store.BeginAsync(partition, cancellationToken).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                EventPage page;
                do
                {
                    page = await transaction.Events
                        .ReadLogAsync(name, _positions.GetValueOrDefault(partition), PageSize, cancellationToken).ConfigureAwait(false);
                    _positions[partition] = page.Position;
                    found.AddRange(page.Events);
                }
                while (page.Events.Count == PageSize);
            }
        }

        return found;
    }
}
