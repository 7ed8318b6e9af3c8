using Retention.Workflows.Journeys;
using Retention.Workflows.Storage;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Tests.Engine.Faults.Oracle;

/// <summary>All rows of one journey in a store, read at once.</summary>
internal sealed class JourneyRows
{
    private const int Everything = 1_000_000;

    internal List<Enrollment> Enrollments { get; } = [];

    internal Dictionary<EnrollmentId, IReadOnlyList<HistoryEntry>> History { get; } = [];

    internal List<OutboxMessage> Messages { get; } = [];

    internal List<Voucher> Vouchers { get; } = [];

    internal List<CustomerEvent> Events { get; } = [];

    internal List<JourneyCounter> Counters { get; } = [];

    internal Dictionary<CustomerId, Customer> Customers { get; } = [];

    /// <summary>Descriptions of the remaining data of erased customers.</summary>
    internal List<string> UnsavedResults { get; } = [];

    /// <param name="store">The store.</param>
    /// <param name="journeys">All journeys that ran on it.</param>
    /// <param name="erased">Customers who were erased.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    internal static async Task<JourneyRows> ReadAsync(IRetentionStore store, IReadOnlyList<JourneyDefinition> journeys,
        IReadOnlyCollection<CustomerId> erased, CancellationToken cancellationToken)
    {
        var journeyRows = new JourneyRows();
        EventName[] names =
        [
            EventNames.Purchase, EventNames.MessageSent, EventNames.MessageRefused, EventNames.MessageOpened, EventNames.VoucherIssued,
            EventNames.VoucherRedeemed,
            EventNames.CartItemAdded, EventNames.CartUpdated, EventNames.MessageBounced, EventNames.MessageComplained,
            EventNames.Unsubscribed, FaultJourneys.Review,
            .. journeys.SelectMany(journey => StepsOf(journey.Steps)).OfType<RecordEventStep>().Select(step => step.Event).Distinct(),
        ];
        await store.InitializeAsync(cancellationToken);
        for (var partition = 0; partition < store.PartitionCount; partition++)
        {
            await using var transaction = await store.BeginAsync(partition, cancellationToken);
            foreach (var journey in journeys)
            {
                var enrollments = await transaction.Enrollments.ReadAllAsync(journey.Name, 0, Everything, cancellationToken);
                journeyRows.Enrollments.AddRange(enrollments);
                foreach (var enrollment in enrollments)
                    journeyRows.History[enrollment.Id] = await transaction.Enrollments.ReadHistoryAsync(enrollment.Id, cancellationToken);
                journeyRows.Counters.AddRange(await transaction.Enrollments.ReadCountersAsync(journey.Name, cancellationToken));
            }

            journeyRows.Messages.AddRange(await transaction.Outbox.ReadAllAsync(0, Everything, cancellationToken));
            var ids = await transaction.Customers.ReadIdsAsync(null, Everything, cancellationToken);
            foreach (var (id, customer) in await transaction.Customers.FindAsync(ids, cancellationToken))
                journeyRows.Customers.Add(id, customer);
            journeyRows.Vouchers.AddRange(await transaction.Vouchers.ReadByCustomerAsync(ids, cancellationToken));
            foreach (var name in names)
                journeyRows.Events.AddRange((await transaction.Events.ReadLogAsync(name, 0, Everything, cancellationToken)).Events);
            foreach (var customer in erased)
                journeyRows.UnsavedResults.AddRange((await LeftOfAsync(transaction, customer, cancellationToken))
                    .Select(left => $"{left} of {customer} in partition {partition}"));
        }

        return journeyRows;
    }

    private static async Task<IReadOnlyList<string>> LeftOfAsync(
        IPartitionTransaction transaction, CustomerId customer, CancellationToken cancellationToken)
    {
        var enrollments = await transaction.Enrollments.ReadByCustomerAsync([customer], cancellationToken);
        (string What, int Count)[] left =
        [
            ("the customer", (await transaction.Customers.FindAsync([customer], cancellationToken)).Count),
            ("events", (await transaction.Events.ReadByCustomerAsync(customer, cancellationToken)).Count),
            ("the segment", (await transaction.Segments.FindAsync([customer], cancellationToken)).Count),
            ("enrollments", enrollments.Count),
            ("messages", (await transaction.Outbox.ReadAllAsync(0, Everything, cancellationToken))
                .Count(message => message.Customer == customer)),
            ("vouchers", (await transaction.Vouchers.ReadByCustomerAsync([customer], cancellationToken)).Count),
        ];
        return [.. left.Where(entry => entry.Count > 0).Select(entry => $"{entry.What} ({entry.Count})")];
    }

    internal static IEnumerable<JourneyStep> StepsOf(IReadOnlyList<JourneyStep> steps) =>
        steps.SelectMany(step => step.Branches.SelectMany(branch => StepsOf(branch.Steps)).Prepend(step));
}
