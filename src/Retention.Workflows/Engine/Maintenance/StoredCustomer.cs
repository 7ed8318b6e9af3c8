using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Privacy;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Maintenance;

/// <summary>All stored data of one customer, read in one transaction.</summary>
internal sealed record StoredCustomer(CustomerId Id, CustomerRecord Record, IReadOnlyList<CustomerEvent> Events,
    IReadOnlyList<(Channel Channel, string Address, Suppression Suppression)> Suppressions, IReadOnlySet<JourneyName> Paused)
{
    internal static async Task<StoredCustomer> ReadAsync(Batch batch, CustomerId customer, CancellationToken cancellationToken)
    {
        var record = await ReadRecordAsync(batch.Transaction, customer, cancellationToken).ConfigureAwait(false);
        return new StoredCustomer(
            customer,
            record,
            await batch.Transaction.Events.ReadByCustomerAsync(customer, cancellationToken).ConfigureAwait(false),
            await SuppressionsAsync(batch, record.Customer, cancellationToken).ConfigureAwait(false),
            await batch.PausedAsync(cancellationToken).ConfigureAwait(false));
    }

    internal static async Task<CustomerRecord> ReadRecordAsync(
        IPartitionTransaction transaction, CustomerId customer, CancellationToken cancellationToken)
    {
        var enrollments = await transaction.Enrollments.ReadByCustomerAsync([customer], cancellationToken).ConfigureAwait(false);
        var history = new List<HistoryEntry>();
        foreach (var enrollment in enrollments)
            history.AddRange(await transaction.Enrollments.ReadHistoryAsync(enrollment.Id, cancellationToken).ConfigureAwait(false));
        return new CustomerRecord
        {
            Customer = (await transaction.Customers.FindAsync([customer], cancellationToken).ConfigureAwait(false))
                .GetValueOrDefault(customer),
            Segment = (await transaction.Segments.FindAsync([customer], cancellationToken).ConfigureAwait(false))
                .GetValueOrDefault(customer),
            Enrollments = enrollments,
            History = history,
            Messages = await transaction.Outbox.ReadByEnrollmentAsync(
                [.. enrollments.Select(enrollment => enrollment.Id)], cancellationToken).ConfigureAwait(false),
            Vouchers = await transaction.Vouchers.ReadByCustomerAsync([customer], cancellationToken).ConfigureAwait(false),
        };
    }

    /// <summary>
    /// The suppressions of the customer's current addresses. The list only has hashes, so earlier addresses cannot be found.
    /// </summary>
    private static async Task<IReadOnlyList<(Channel, string, Suppression)>> SuppressionsAsync(
        Batch batch, Customer? customer, CancellationToken cancellationToken)
    {
        var keys = (customer?.AllAddresses() ?? []).OrderBy(entry => entry.Channel.Name, StringComparer.Ordinal)
            .ToDictionary(entry => SuppressionKey.Of(batch.Settings, entry.Channel, entry.Address));
        if (keys.Count == 0)
            return [];
        var found = await batch.Transaction.Suppressions.FindAsync(keys.Keys, cancellationToken).ConfigureAwait(false);
        return [.. found.Select(suppression => (keys[suppression.Address].Channel, keys[suppression.Address].Address, suppression))];
    }
}
