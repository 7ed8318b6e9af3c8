using System.Globalization;

namespace Retention.Workflows.Storage.InMemory;

/// <summary>
/// Deletes rows of all stores of a partition. A purge position is a number and a name, because rows are grouped by journey and by event
/// name.
/// </summary>
internal sealed class MemoryMaintenance(MemoryPartition partition) : IMaintenanceStore
{
    public Task<ErasedRows> EraseAsync(IReadOnlyCollection<CustomerId> customers, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentNullException.ThrowIfNull(customers);
        return Task.FromResult(
            customers.Distinct().ToList().ConvertAll(Erase).Aggregate(default(ErasedRows), (sum, erased) => sum + erased));
    }

    public Task<PurgeChunk> PurgeEnrollmentsAsync(
        DateTimeOffset endedBefore, IReadOnlyCollection<JourneyName> except, string? after, int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentNullException.ThrowIfNull(except);
        (JourneyName, long)? start = after is null ? null : (new JourneyName(NameOf(after)), NumberOf(after));
        var page = partition.Enrollments.After(start).Take(limit).ToList();
        var gone = page
            .Where(enrollment => enrollment.EndedAt < endedBefore && !except.Contains(enrollment.Journey) && IsDecided(enrollment))
            .ToList();
        partition.Outbox.Remove(partition.Outbox.Of([.. gone.Select(enrollment => enrollment.Id)]));
        partition.Enrollments.Remove(gone);
        return Chunk(gone.Count, page.Count < limit ? null : PositionOf(page[^1].Id.Number, page[^1].Journey.Value));
    }

    public Task<PurgeChunk> PurgeEventsAsync(DateTimeOffset occurredBefore, string? after, int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        (EventName, int)? start = after is null ? null : (new EventName(NameOf(after)), (int)NumberOf(after));
        var page = partition.Events.After(start).Take(limit).ToList();
        var gone = page.Select(logged => logged.Event).Where(@event => @event.OccurredAt < occurredBefore).ToList();
        partition.Events.Remove(gone);
        return Chunk(gone.Count, page.Count < limit ? null : PositionOf(page[^1].Place, page[^1].Event.Name.Value));
    }

    public Task<PurgeChunk> PurgeVouchersAsync(DateTimeOffset overBefore, string? after, int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var page = partition.Vouchers.After(after).Take(limit).ToList();
        var gone = page.Where(voucher => voucher.ExpiresAt < overBefore || voucher.RedeemedAt < overBefore).ToList();
        partition.Vouchers.Remove(gone);
        return Chunk(gone.Count, page.Count < limit ? null : page[^1].IdempotencyKey);
    }

    public Task<PurgeChunk> PurgeSendsAsync(DateTimeOffset sentBefore, string? after, int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var page = partition.Suppressions.SendsAfter(AddressPosition.Parse(after), partition.Number).Take(limit).ToList();
        var gone = page.Where(send => send.At < sentBefore).ToList();
        partition.Suppressions.RemoveSends(gone);
        return Chunk(gone.Count, page.Count < limit ? null : AddressPosition.Of(page[^1].Address, page[^1].Message));
    }

    private ErasedRows Erase(CustomerId customer)
    {
        var enrollments = partition.Enrollments.Of(customer);
        var messages = partition.Outbox.Of([.. enrollments.Select(enrollment => enrollment.Id)]);
        var events = partition.Events.Of(customer);
        var vouchers = partition.Vouchers.Of(customer);
        partition.Outbox.Remove(messages);
        partition.Events.Remove(events);
        partition.Vouchers.Remove(vouchers);
        return new ErasedRows
        {
            Customers = partition.Customers.Erase(customer) ? 1 : 0,
            Events = events.Count,
            Segments = partition.Segments.Erase(customer) ? 1 : 0,
            Enrollments = enrollments.Count,
            History = partition.Enrollments.Remove(enrollments),
            Messages = messages.Count,
            HandingOver = messages.Count(message => message.Status == MessageStatus.Dispatching),
            Vouchers = vouchers.Count,
        };
    }

    private bool IsDecided(Enrollment enrollment) =>
        partition.Outbox.Of([enrollment.Id]).All(message => message.Status is not (MessageStatus.Queued or MessageStatus.Dispatching));

    private static Task<PurgeChunk> Chunk(int removed, string? position) => Task.FromResult(new PurgeChunk(removed, position));

    private static string PositionOf(long number, string name) => string.Create(CultureInfo.InvariantCulture, $"{number}:{name}");

    private static long NumberOf(string position) =>
        long.Parse(position.AsSpan(0, position.IndexOf(':', StringComparison.Ordinal)), NumberStyles.None, CultureInfo.InvariantCulture);

    private static string NameOf(string position) => position[(position.IndexOf(':', StringComparison.Ordinal) + 1)..];
}
