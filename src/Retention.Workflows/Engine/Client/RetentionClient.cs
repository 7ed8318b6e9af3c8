using System.Globalization;
using Retention.Workflows.Customers;
using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Enrolling;
using Retention.Workflows.Engine.Exits;
using Retention.Workflows.Engine.Ingestion;
using Retention.Workflows.Engine.Maintenance;
using Retention.Workflows.Engine.Privacy;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Engine.Publishing;
using Retention.Workflows.Engine.Reactions;
using Retention.Workflows.Messaging;
using Retention.Workflows.Naming;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Client;

internal sealed class RetentionClient(
    PartitionBatches transactions, JourneyPublisher publisher, JourneyPrograms programs, EventIntake intake, CustomerIntake descriptions,
    ReportIntake reported, OrderWithdrawal orders, EventReactions reactions) : IRetentionClient
{
    private const string ManualEntryPrefix = "by-hand-";

    public async Task<IReadOnlyList<SaveCustomerResult>> SaveCustomersAsync(
        IReadOnlyList<Customer> customers, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(customers);
        await publisher.EnsureForInputAsync(cancellationToken).ConfigureAwait(false);
        return await descriptions.SaveAsync(customers, cancellationToken).ConfigureAwait(false);
    }

    public async Task<SaveCustomerResult> SaveCustomerAsync(Customer customer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(customer);
        return (await SaveCustomersAsync([customer], cancellationToken).ConfigureAwait(false))[0];
    }

    public async Task<AppendEventResult> AppendEventAsync(CustomerEvent @event, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(@event);
        return (await AppendEventsAsync([@event], cancellationToken).ConfigureAwait(false))[0];
    }

    public Task<IReadOnlyList<AppendEventResult>> AppendEventsAsync(
        IReadOnlyList<CustomerEvent> events, CancellationToken cancellationToken = default) =>
        AppendAsync(EventBatch.Of(events), cancellationToken);

    public async Task<IReadOnlyList<AppendEventResult>> AppendAsync(EventBatch batch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        await publisher.EnsureForInputAsync(cancellationToken).ConfigureAwait(false);
        return await intake.AppendAsync(batch, cancellationToken).ConfigureAwait(false);
    }

    public async Task<bool> WithdrawOrderAsync(CustomerId customer, string orderId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(orderId);
        await publisher.EnsureForInputAsync(cancellationToken).ConfigureAwait(false);
        return await transactions.ForAsync(customer, async batch =>
        {
            if (await orders.WithdrawAsync(batch, customer, orderId, cancellationToken).ConfigureAwait(false) is null)
                return false;
            await batch.RecordAsync(
                [EngineEvents.OrderWithdrawn(customer, orderId, batch.Now)], cancellationToken).ConfigureAwait(false);
            await reactions.ReactAsync(batch, batch.Recorded, cancellationToken).ConfigureAwait(false);
            await batch.CommitAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }, cancellationToken).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<ReportOutcome>> ReportAsync(
        IReadOnlyList<DeliveryReport> reports, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reports);
        await publisher.EnsureForInputAsync(cancellationToken).ConfigureAwait(false);
        return await reported.TakeAsync(reports, cancellationToken).ConfigureAwait(false);
    }

    public async Task<EnrollResult> EnrollAsync(
        JourneyName journey, CustomerId customer, string? key = null, CancellationToken cancellationToken = default)
    {
        var program = await ProgramAsync(journey, cancellationToken).ConfigureAwait(false);
        return await transactions.ForAsync(customer, async batch =>
        {
            if ((await ErasedCustomers.AmongAsync(batch, [customer], cancellationToken).ConfigureAwait(false)).Count > 0)
                return new EnrollResult { Refusal = RefusalReasons.Erased };
            var entryKey = key ?? await NewEntryKeyAsync(batch, program, customer, cancellationToken).ConfigureAwait(false);
            var entry = (await EnrollmentIntake.EnrollAsync(
                batch, program, [new EntryCandidate(customer, entryKey)], cancellationToken).ConfigureAwait(false))[0];
            if (entry.Enrollment is not null)
                batch.Transaction.SignalWork();
            await batch.CommitAsync(cancellationToken).ConfigureAwait(false);
            return new EnrollResult { Enrollment = entry.Enrollment?.Id, Refusal = entry.Refusal };
        }, cancellationToken).ConfigureAwait(false);
    }

    public async Task<EntryExplanation> ExplainEntryAsync(
        JourneyName journey, CustomerId customer, CancellationToken cancellationToken = default)
    {
        var program = await ProgramAsync(journey, cancellationToken).ConfigureAwait(false);
        return await transactions.ForAsync(customer, async batch =>
        {
            var rule = program.Definition.Enrollment;
            var earlier = (await batch.Transaction.Enrollments.ReadByCustomerAsync([customer], cancellationToken).ConfigureAwait(false))
                .Where(enrollment => enrollment.Journey == journey).ToList();
            var entryKey = await NewEntryKeyAsync(batch, program, customer, cancellationToken).ConfigureAwait(false);
            var zones = await batch.ZonesAsync([customer], cancellationToken).ConfigureAwait(false);
            var date = rule.Trigger is DateTrigger trigger
                ? (await CustomerDates.OfAsync(batch, trigger.Date, [customer], cancellationToken).ConfigureAwait(false))[0].Problem : null;
            return new EntryExplanation
            {
                Date = date,
                Audience = rule.Audience is { } audience
                    ? await batch.ExplainAsync(audience, customer, cancellationToken).ConfigureAwait(false) : null,
                Refusal = (await batch.PausedAsync(cancellationToken).ConfigureAwait(false)).Contains(journey)
                    ? RefusalReasons.Paused : EntryRules.Decide(rule.ReEntry, earlier, entryKey, batch.Now, zones[customer]).Refusal,
            };
        }, cancellationToken).ConfigureAwait(false);
    }

    public async Task<ConditionExplanation> ExplainAsync(
        Condition condition, CustomerId customer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return await transactions.ForAsync(
            customer, batch => batch.ExplainAsync(condition, customer, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    public Task<CustomerRecord> ReadCustomerAsync(CustomerId customer, CancellationToken cancellationToken = default) =>
        transactions.ForAsync(
            customer, batch => StoredCustomer.ReadRecordAsync(batch.Transaction, customer, cancellationToken), cancellationToken);

    private async Task<JourneyProgram> ProgramAsync(JourneyName journey, CancellationToken cancellationToken)
    {
        await publisher.EnsureAsync(cancellationToken).ConfigureAwait(false);
        return programs.Published.FirstOrDefault(program => program.Definition.Name == journey)
            ?? throw new ArgumentException(
                $"No journey '{journey}' is registered.{NameHint.Known(programs.Published.Select(program => program.Definition.Name.Value))}", nameof(journey));
    }

    /// <summary>
    /// Returns a key that no enrollment of the customer has. Earlier enrollments may be purged, so it follows the greatest stored number.
    /// </summary>
    private static async Task<string> NewEntryKeyAsync(
        Batch batch, JourneyProgram program, CustomerId customer, CancellationToken cancellationToken)
    {
        var earlier = await batch.Transaction.Enrollments.ReadByCustomerAsync([customer], cancellationToken).ConfigureAwait(false);
        var last = earlier.Where(enrollment => enrollment.Journey == program.Definition.Name)
            .Select(enrollment => NumberOf(enrollment.EntryKey)).DefaultIfEmpty().Max();
        return FormattableString.Invariant($"{ManualEntryPrefix}{last + 1}");
    }

    /// <summary>Returns the number in a generated entry key; 0 for other keys. A caller's own key may look like a generated one.</summary>
    private static long NumberOf(string key) =>
        key.StartsWith(ManualEntryPrefix, StringComparison.Ordinal) && int.TryParse(
            key.AsSpan(ManualEntryPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
