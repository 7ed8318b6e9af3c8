using Retention.Workflows.Segments;

namespace Retention.Workflows.Storage.InMemory;

internal sealed class MemorySegments(UndoLog undo) : ISegmentStore
{
    private readonly MemoryTable<CustomerId, CustomerSegment> _segments = new(undo);
    private readonly MemoryIndex<CustomerId> _ids = new(undo);

    public Task<IReadOnlyDictionary<CustomerId, CustomerSegment>> FindAsync(
        IReadOnlyCollection<CustomerId> customers, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(_segments.Find(customers));
    }

    public Task SaveAsync(IReadOnlyList<CustomerSegment> segments, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentNullException.ThrowIfNull(segments);
        foreach (var segment in segments)
        {
            if (_segments.Set(segment.Customer, RowNormalizer.Row(segment)))
                _ids.Add(segment.Customer);
        }

        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<CustomerSegment>> ReadAsync(CustomerId? after, int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<IReadOnlyList<CustomerSegment>>([.. _ids.After(after).Take(limit).Select(id => _segments[id])]);
    }

    internal bool Erase(CustomerId customer)
    {
        if (!_segments.Remove(customer, out _))
            return false;
        _ids.Remove(customer);
        return true;
    }
}
