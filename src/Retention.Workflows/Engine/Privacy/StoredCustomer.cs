using Retention.Workflows.Storage;

namespace Retention.Workflows;

/// <summary>Everything that is stored of one customer, as of one transaction.</summary>
internal sealed record StoredCustomer(CustomerId Id, CustomerRecord Record, IReadOnlyList<CustomerEvent> Events)
{
    internal static async Task<StoredCustomer> ReadAsync(IPartitionTransaction transaction, CustomerId customer, CancellationToken cancellationToken) => new(
        customer,
        await ReadRecordAsync(transaction, customer, cancellationToken).ConfigureAwait(false),
        await transaction.Events.ReadOfAsync(customer, cancellationToken).ConfigureAwait(false));

    internal static async Task<CustomerRecord> ReadRecordAsync(IPartitionTransaction transaction, CustomerId customer, CancellationToken cancellationToken)
    {
        var enrollments = await transaction.Enrollments.ReadOfAsync([customer], cancellationToken).ConfigureAwait(false);
        var history = new List<HistoryEntry>();
        foreach (var enrollment in enrollments)
            history.AddRange(await transaction.Enrollments.ReadHistoryAsync(enrollment.Id, cancellationToken).ConfigureAwait(false));
        return new CustomerRecord
        {
            Customer = (await transaction.Customers.FindAsync([customer], cancellationToken).ConfigureAwait(false)).GetValueOrDefault(customer),
            Segment = (await transaction.Segments.FindAsync([customer], cancellationToken).ConfigureAwait(false)).GetValueOrDefault(customer),
            Enrollments = enrollments,
            History = history,
            Messages = await transaction.Outbox.ReadOfAsync([.. enrollments.Select(enrollment => enrollment.Id)], cancellationToken).ConfigureAwait(false),
            Vouchers = await transaction.Vouchers.ReadOfAsync([customer], cancellationToken).ConfigureAwait(false),
        };
    }
}
