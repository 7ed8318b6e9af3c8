using Retention.Workflows.Storage;

namespace Retention.Workflows.Tests.Engine.Faults;

/// <summary>Everything that a store holds of one journey, read in one go.</summary>
internal sealed class Books
{
    private const int Everything = 1_000_000;

    internal List<Enrollment> Enrollments { get; } = [];

    internal Dictionary<EnrollmentId, IReadOnlyList<HistoryEntry>> History { get; } = [];

    internal List<OutboxMessage> Messages { get; } = [];

    internal List<Voucher> Vouchers { get; } = [];

    internal List<CustomerEvent> Events { get; } = [];

    internal List<JourneyCounter> Counters { get; } = [];

    internal Dictionary<CustomerId, Customer> Customers { get; } = [];

    internal static async Task<Books> ReadAsync(IRetentionStore store, JourneyDefinition journey, CancellationToken cancellationToken)
    {
        var books = new Books();
        EventName[] names =
        [
            EventNames.Purchase, EventNames.MessageSent, EventNames.MessageRefused, EventNames.MessageOpened, EventNames.VoucherIssued, EventNames.VoucherRedeemed,
            .. StepsOf(journey.Steps).OfType<RecordEventStep>().Select(step => step.Event),
        ];
        await store.InitializeAsync(cancellationToken);
        for (var partition = 0; partition < store.PartitionCount; partition++)
        {
            await using var transaction = await store.BeginAsync(partition, cancellationToken);
            var enrollments = await transaction.Enrollments.ReadAllAsync(journey.Name, 0, Everything, cancellationToken);
            books.Enrollments.AddRange(enrollments);
            foreach (var enrollment in enrollments)
                books.History[enrollment.Id] = await transaction.Enrollments.ReadHistoryAsync(enrollment.Id, cancellationToken);
            books.Messages.AddRange(await transaction.Outbox.ReadAllAsync(0, Everything, cancellationToken));
            var ids = await transaction.Customers.ReadIdsAsync(null, Everything, cancellationToken);
            foreach (var (id, customer) in await transaction.Customers.FindAsync(ids, cancellationToken))
                books.Customers.Add(id, customer);
            books.Vouchers.AddRange(await transaction.Vouchers.ReadOfAsync(ids, cancellationToken));
            foreach (var name in names)
                books.Events.AddRange((await transaction.Events.ReadLogAsync(name, 0, Everything, cancellationToken)).Events);
            books.Counters.AddRange(await transaction.Enrollments.ReadCountersAsync(journey.Name, cancellationToken));
        }

        return books;
    }

    internal static IEnumerable<JourneyStep> StepsOf(IReadOnlyList<JourneyStep> steps) =>
        steps.SelectMany(step => step.Branches.SelectMany(branch => StepsOf(branch.Steps)).Prepend(step));
}
