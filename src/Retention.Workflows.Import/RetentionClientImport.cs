using Retention.Workflows.Import.Customers;
using Retention.Workflows.Import.Orders;

namespace Retention.Workflows.Import;

/// <summary>Imports files through a client.</summary>
public static class RetentionClientImport
{
    /// <summary>Checks a file of orders, then stores its purchases and refunds and withdraws what does not count any more.</summary>
    /// <param name="client">The client of the host.</param>
    /// <param name="orders">The file.</param>
    /// <param name="progress">Reported every 10,000 rows, first of the check, then of the second reading; may be null.</param>
    /// <param name="cancellationToken">Cancels between two rows. What was stored before stays.</param>
    /// <returns>What the file holds and what was stored.</returns>
    /// <remarks>
    /// The file is read synchronously, the client is called asynchronously. A file with errors is not imported at all, unless
    /// <see cref="ImportOptions.LeaveOutInvalidRows"/> is set. After an interruption import the file again: what is stored already is
    /// recognised by its ids. Orders older than <see cref="IngestionOptions.MaxTriggerAge"/> enroll nobody.
    /// </remarks>
    /// <exception cref="ImportException">The file has errors. Nothing was stored.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read, or it changed since the check.</exception>
    public static async Task<ImportResult<OrderReport>> ImportAsync(
        this IRetentionClient client, OrderCsv orders, IProgress<ImportProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(orders);
        var check = orders.Usable(progress, cancellationToken);
        var storing = new OrderStoring(client, orders.Name);
        foreach (var batch in orders.Items(check, progress, cancellationToken).Chunk(orders.Options.BatchSize))
            await storing.StoreAsync(batch, cancellationToken).ConfigureAwait(false);
        return storing.Result(check.Report);
    }

    /// <summary>Checks a file of customers, then saves them. A customer who is stored already is replaced as a whole.</summary>
    /// <param name="client">The client of the host.</param>
    /// <param name="customers">The file.</param>
    /// <param name="progress">Reported every 10,000 rows, first of the check, then of the second reading; may be null.</param>
    /// <param name="cancellationToken">Cancels between two rows. What was stored before stays.</param>
    /// <returns>What the file holds and what was stored.</returns>
    /// <exception cref="ImportException">The file has errors. Nothing was stored.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read, or it changed since the check.</exception>
    public static async Task<ImportResult<CustomerReport>> ImportAsync(
        this IRetentionClient client, CustomerCsv customers, IProgress<ImportProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(customers);
        var check = customers.Usable(progress, cancellationToken);
        var storing = new CustomerStoring(client, customers.Name);
        foreach (var batch in customers.Items(check, progress, cancellationToken).Chunk(customers.Options.BatchSize))
            await storing.StoreAsync(batch, cancellationToken).ConfigureAwait(false);
        return storing.Result(check.Report);
    }
}
