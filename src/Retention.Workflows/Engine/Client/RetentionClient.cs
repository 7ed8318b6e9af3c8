using System.Globalization;
using Retention.Workflows.Customers;
using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Engine.Delivery;
using Retention.Workflows.Engine.Enrolling;
using Retention.Workflows.Engine.ExternalWorkflows;
using Retention.Workflows.Engine.Ingestion;
using Retention.Workflows.Engine.Maintenance;
using Retention.Workflows.Engine.Privacy;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Engine.Reactions;
using Retention.Workflows.Engine.Versioning;
using Retention.Workflows.Enrollments;
using Retention.Workflows.Journeys;
using Retention.Workflows.Messaging;
using Retention.Workflows.Naming;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Client;

internal sealed class RetentionClient(
    IRetentionStore store, EngineSettings settings, JourneyRegistry journeys, JourneyPrograms programs, EventIntake intake, CustomerIntake descriptions, ReportIntake reported, EventReactions reactions, TimeProvider time) : IRetentionClient
{
    private const string ManualEntryPrefix = "by-hand-";

    public async Task<IReadOnlyList<SaveCustomerResult>> SaveCustomersAsync(IReadOnlyList<Customer> customers, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(customers);
        await store.InitializeAsync(cancellationToken).ConfigureAwait(false);
        return await descriptions.SaveAsync(customers, cancellationToken).ConfigureAwait(false);
    }

    public Task<IReadOnlyList<AppendEventResult>> AppendEventsAsync(IReadOnlyList<CustomerEvent> events, CancellationToken cancellationToken = default) =>
        AppendAsync(EventBatch.Of(events), cancellationToken);

    public async Task<IReadOnlyList<AppendEventResult>> AppendAsync(EventBatch batch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        await store.InitializeAsync(cancellationToken).ConfigureAwait(false);
        return await intake.AppendAsync(batch, cancellationToken).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<ReportOutcome>> ReportAsync(IReadOnlyList<DeliveryReport> reports, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reports);
        await store.InitializeAsync(cancellationToken).ConfigureAwait(false);
        return await reported.TakeAsync(reports, cancellationToken).ConfigureAwait(false);
    }

    public async Task<EnrollResult> EnrollAsync(JourneyName journey, CustomerId customer, string? key = null, CancellationToken cancellationToken = default)
    {
        var program = await ProgramAsync(journey, cancellationToken).ConfigureAwait(false);
        return await ForAsync(customer, async batch =>
        {
            if ((await ErasedCustomers.AmongAsync(batch, [customer], cancellationToken).ConfigureAwait(false)).Count > 0)
                return new EnrollResult { Refusal = Outcomes.Erased };
            var entryKey = key ?? await NewEntryKeyAsync(batch, program, customer, cancellationToken).ConfigureAwait(false);
            var entry = (await EnrollmentIntake.EnrollAsync(batch, program, [new EntryCandidate(customer, entryKey)], cancellationToken).ConfigureAwait(false))[0];
            if (entry.Enrollment is not null)
                batch.Transaction.SignalWork();
            await batch.CommitAsync(cancellationToken).ConfigureAwait(false);
            return new EnrollResult { Enrollment = entry.Enrollment?.Id, Refusal = entry.Refusal };
        }, cancellationToken).ConfigureAwait(false);
    }

    public async Task<EntryExplanation> ExplainEntryAsync(JourneyName journey, CustomerId customer, CancellationToken cancellationToken = default)
    {
        var program = await ProgramAsync(journey, cancellationToken).ConfigureAwait(false);
        return await ForAsync(customer, async batch =>
        {
            var rule = program.Definition.Enrollment;
            var earlier = (await batch.Transaction.Enrollments.ReadByCustomerAsync([customer], cancellationToken).ConfigureAwait(false)).Where(enrollment => enrollment.Journey == journey).ToList();
            var entryKey = await NewEntryKeyAsync(batch, program, customer, cancellationToken).ConfigureAwait(false);
            var zones = await batch.ZonesAsync([customer], cancellationToken).ConfigureAwait(false);
            var date = rule.Trigger is DateTrigger trigger ? (await CustomerDates.OfAsync(batch, trigger.Date, [customer], cancellationToken).ConfigureAwait(false))[0].Problem : null;
            return new EntryExplanation
            {
                Date = date,
                Audience = rule.Audience is { } audience ? await batch.ExplainAsync(audience, customer, cancellationToken).ConfigureAwait(false) : null,
                Refusal = EntryRules.Decide(rule.ReEntry, earlier, entryKey, batch.Now, zones[customer]).Refusal,
            };
        }, cancellationToken).ConfigureAwait(false);
    }

    public async Task<ConditionExplanation> ExplainAsync(Condition condition, CustomerId customer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return await ForAsync(customer, batch => batch.ExplainAsync(condition, customer, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    public Task<CustomerRecord> ReadCustomerAsync(CustomerId customer, CancellationToken cancellationToken = default) =>
        ForAsync(customer, batch => StoredCustomer.ReadRecordAsync(batch.Transaction, customer, cancellationToken), cancellationToken);

    public async Task ExportAsync(CustomerId customer, Stream destination, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        var (stored, now) = await ForAsync(
            customer,
            async batch => (await StoredCustomer.ReadAsync(batch, customer, cancellationToken).ConfigureAwait(false), batch.Now),
            cancellationToken).ConfigureAwait(false);
        await CustomerExport.WriteAsync(stored, now, destination, cancellationToken).ConfigureAwait(false);
    }

    public Task<ErasedRows> EraseAsync(CustomerId customer, CancellationToken cancellationToken = default) =>
        ForAsync(customer, async batch =>
        {
            var described = (await batch.CustomersAsync([customer], cancellationToken).ConfigureAwait(false)).GetValueOrDefault(customer);
            var erased = await batch.Transaction.Maintenance.EraseAsync([customer], cancellationToken).ConfigureAwait(false);
            await ErasedCustomers.RememberAsync(batch, customer, described, cancellationToken).ConfigureAwait(false);
            await batch.Transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return erased;
        }, cancellationToken);

    public Task<bool> ReadmitAsync(CustomerId customer, CancellationToken cancellationToken = default) =>
        ForAsync(customer, async batch =>
        {
            var forgotten = await ErasedCustomers.ForgetAsync(batch, customer, cancellationToken).ConfigureAwait(false);
            await batch.Transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return forgotten;
        }, cancellationToken);

    public async Task<bool> UnsubscribeAsync(string token, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(token);
        if (UnsubscribeLinks.Read(settings.Options.PrivacyKey, token) is not var (customer, channel, topic))
            return false;
        return await ForAsync(customer, async batch =>
        {
            if ((await ErasedCustomers.AmongAsync(batch, [customer], cancellationToken).ConfigureAwait(false)).Count > 0)
                return true; // an erased customer gets no messages, and nothing may be stored about them
            var unsubscribed = EngineEvents.Unsubscribed(customer, channel, topic, batch.Now);
            // also if the log already has the event of that day, from an earlier request
            await SuppressionReaction.ReactAsync(batch, [unsubscribed], cancellationToken).ConfigureAwait(false);
            await batch.RecordAsync([unsubscribed], cancellationToken).ConfigureAwait(false);
            await reactions.ReactAsync(batch, batch.Recorded, cancellationToken).ConfigureAwait(false);
            await batch.CommitAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }, cancellationToken).ConfigureAwait(false);
    }

    public Task<bool> UnsuppressAsync(CustomerId customer, Channel channel, Topic? topic = null, CancellationToken cancellationToken = default) =>
        ForAsync(customer, async batch =>
        {
            var found = await batch.CustomersAsync([customer], cancellationToken).ConfigureAwait(false);
            if (found.GetValueOrDefault(customer)?.AddressOn(channel) is not { } address)
                return false;
            var removed = await batch.Transaction.Suppressions.RemoveAsync(SuppressionKey.Of(settings.Options.PrivacyKey, channel, address), topic, cancellationToken).ConfigureAwait(false);
            await batch.Transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return removed;
        }, cancellationToken);

    public async Task<bool> ResumeAsync(EnrollmentId enrollment, CancellationToken cancellationToken = default)
    {
        await store.InitializeAsync(cancellationToken).ConfigureAwait(false);
        if (enrollment.Partition < 0 || enrollment.Partition >= store.PartitionCount)
            return false;
        return await InAsync(enrollment.Partition, async batch =>
        {
            var found = await batch.Transaction.Enrollments.FindAsync([enrollment], cancellationToken).ConfigureAwait(false);
            if (found.GetValueOrDefault(enrollment) is not { Status: EnrollmentStatus.Stuck } stuck)
                return false;
            var resumed = stuck with
            {
                Status = await IsAwaitingCallbackAsync(stuck, cancellationToken).ConfigureAwait(false) ? EnrollmentStatus.AwaitingCallback : EnrollmentStatus.Active,
                Attempt = stuck.Attempt > 0 ? 1 : 0,
                DueAt = batch.Now,
                Outcome = stuck.EndedAt is null ? null : stuck.Outcome,
            };
            await batch.Transaction.Enrollments.UpdateAsync([resumed], cancellationToken).ConfigureAwait(false);
            batch.Transaction.SignalWork();
            await batch.Transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }, cancellationToken).ConfigureAwait(false);
    }

    public async Task<bool> ResumeAsync(MessageId message, CancellationToken cancellationToken = default)
    {
        await store.InitializeAsync(cancellationToken).ConfigureAwait(false);
        if (message.Partition < 0 || message.Partition >= store.PartitionCount)
            return false;
        return await InAsync(message.Partition, async batch =>
        {
            var found = await batch.Transaction.Outbox.FindAsync([message], cancellationToken).ConfigureAwait(false);
            if (found.GetValueOrDefault(message) is not { Status: MessageStatus.Dead } dead)
                return false;
            var queued = dead with { Status = MessageStatus.Queued, DueAt = batch.Now, DecidedAt = null, Attempt = 0, Reason = null };
            await batch.Transaction.Outbox.UpdateAsync([queued], cancellationToken).ConfigureAwait(false);
            // it is counted again when its result is known
            batch.Counters.Add(dead.Journey, dead.Version, dead.Step, JourneyMeasures.NotSent, $"{dead.Channel}:{Outcomes.RetriesExhausted}", count: -1);
            batch.Transaction.SignalWork();
            await batch.CommitAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }, cancellationToken).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<JourneyCounter>> ReadCountersAsync(JourneyName journey, CancellationToken cancellationToken = default)
    {
        await store.InitializeAsync(cancellationToken).ConfigureAwait(false);
        var counters = new List<JourneyCounter>();
        for (var partition = 0; partition < store.PartitionCount; partition++)
            counters.AddRange(await InAsync(partition, batch => batch.Transaction.Enrollments.ReadCountersAsync(journey, cancellationToken), cancellationToken).ConfigureAwait(false));
        return counters;
    }

    public async Task<PublishPreview> PreviewPublishAsync(JourneyDefinition definition, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(definition);
        JourneyValidator.Require(definition, types: settings.StepTypes);
        await store.InitializeAsync(cancellationToken).ConfigureAwait(false);
        var newest = (await store.Catalog.ReadJourneysAsync(cancellationToken).ConfigureAwait(false)).Where(stored => stored.Journey == definition.Name).MaxBy(stored => stored.Version);
        var isNew = newest is null || newest.Fingerprint != definition.ToFingerprint(settings.StepTypes);
        var to = JourneyProgram.Compile(definition, (newest?.Version ?? 0) + (isNew ? 1 : 0), time.GetUtcNow(), settings.StepTypes);
        var active = new List<(StepPopulation Here, bool IsOver)>();
        for (var partition = 0; partition < store.PartitionCount; partition++)
        {
            active.AddRange(await InAsync(partition, async batch =>
            {
                var isOver = !isNew && await PublishSweep.IsFinishedAsync(batch.Transaction, to, cancellationToken).ConfigureAwait(false);
                var counted = await batch.Transaction.Enrollments.CountByStepAsync(definition.Name, cancellationToken).ConfigureAwait(false);
                return counted.Where(here => here.Version < to.Version).Select(here => (here, isOver)).ToList();
            }, cancellationToken).ConfigureAwait(false));
        }

        var steps = new List<PublishedStep>();
        foreach (var group in active.GroupBy(some => (some.Here.Version, some.Here.Step, some.Here.Status, some.IsOver))
            .OrderBy(group => group.Key.Version).ThenBy(group => group.Key.Step, StringComparer.Ordinal).ThenBy(group => group.Key.Status).ThenBy(group => group.Key.IsOver))
        {
            var from = await programs.FindAsync(definition.Name, group.Key.Version, cancellationToken).ConfigureAwait(false);
            var step = VersionMove.Preview(group.Key.Version, group.Key.Step, group.Key.Status, group.Sum(some => some.Here.Count), from, to);
            steps.Add(group.Key.IsOver && step.Effect != PublishEffect.NotMoved ? step with { Effect = PublishEffect.Drains } : step);
        }

        return new PublishPreview { Journey = definition.Name, Version = to.Version, IsNew = isNew, Policy = definition.WhenPublished, Steps = steps };
    }

    private async Task<JourneyProgram> ProgramAsync(JourneyName journey, CancellationToken cancellationToken)
    {
        await store.InitializeAsync(cancellationToken).ConfigureAwait(false);
        if (!programs.HasPublished)
        {
            journeys.Validate();
            await programs.PublishAsync(journeys.Definitions, cancellationToken).ConfigureAwait(false);
        }

        return programs.Published.FirstOrDefault(program => program.Definition.Name == journey)
            ?? throw new ArgumentException($"No journey '{journey}' is registered.{NameHint.Known(programs.Published.Select(program => program.Definition.Name.Value))}", nameof(journey));
    }

    /// <summary>
    /// Returns a key that no enrollment of the customer has. Earlier enrollments may be purged, so it follows the greatest stored number.
    /// </summary>
    private static async Task<string> NewEntryKeyAsync(Batch batch, JourneyProgram program, CustomerId customer, CancellationToken cancellationToken)
    {
        var earlier = await batch.Transaction.Enrollments.ReadByCustomerAsync([customer], cancellationToken).ConfigureAwait(false);
        var last = earlier.Where(enrollment => enrollment.Journey == program.Definition.Name).Select(enrollment => NumberOf(enrollment.EntryKey)).DefaultIfEmpty().Max();
        return FormattableString.Invariant($"{ManualEntryPrefix}{last + 1}");
    }

    /// <summary>Returns the number in a generated entry key; 0 for other keys. A caller's own key may look like a generated one.</summary>
    private static long NumberOf(string key) =>
        key.StartsWith(ManualEntryPrefix, StringComparison.Ordinal) && int.TryParse(key.AsSpan(ManualEntryPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <summary>
    /// True if the enrollment must call the host again instead of executing its step. A step that an external workflow has had answered
    /// must not run again.
    /// </summary>
    private async Task<bool> IsAwaitingCallbackAsync(Enrollment stuck, CancellationToken cancellationToken) =>
        stuck.State.CalledAt is not null || stuck.EndedAt is not null
        || (stuck.Step is { } step && await programs.FindAsync(stuck.Journey, stuck.Version, cancellationToken).ConfigureAwait(false) is { IsOutside: true }
            && WorkflowCheckpoint.Of(stuck.State)?.Find(step, stuck.State.Visit) is not null);

    private async Task<T> ForAsync<T>(CustomerId customer, Func<Batch, Task<T>> work, CancellationToken cancellationToken)
    {
        await store.InitializeAsync(cancellationToken).ConfigureAwait(false);
        return await InAsync(Partitioning.Of(customer, store.PartitionCount), work, cancellationToken).ConfigureAwait(false);
    }

    private async Task<T> InAsync<T>(int partition, Func<Batch, Task<T>> work, CancellationToken cancellationToken)
    {
        var transaction = await store.BeginAsync(partition, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
            return await work(new Batch(transaction, settings, time)).ConfigureAwait(false);
    }
}
