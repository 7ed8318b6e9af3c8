using System.Runtime.CompilerServices;
using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Engine.Delivery;
using Retention.Workflows.Engine.Exits;
using Retention.Workflows.Engine.ExternalWorkflows;
using Retention.Workflows.Engine.Pausing;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Engine.Segmentation;
using Retention.Workflows.Engine.Versioning;
using Retention.Workflows.Journeys;
using Retention.Workflows.Segments;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Client;

internal sealed class RetentionOperations(
    IRetentionStore store, PartitionBatches transactions, JourneyRegistry journeys, JourneyPrograms programs, JourneyPauses pauses,
    ChannelPauses channelPauses, Reopening reopening, LeftOutReader leftOut, TimeProvider time) : IRetentionOperations
{
    private const int LongestReason = 500;

    public async Task<IReadOnlyList<JourneyOverview>> ReadJourneysAsync(CancellationToken cancellationToken = default)
    {
        await store.InitializeAsync(cancellationToken).ConfigureAwait(false);
        var stored = (await store.Catalog.ReadJourneysAsync(cancellationToken).ConfigureAwait(false))
            .ToLookup(version => version.Journey, version => version.Version);
        var registered = journeys.Definitions.Select(definition => definition.Name).ToHashSet();
        JourneyName[] names = [.. stored.Select(versions => versions.Key).Union(registered)
            .OrderBy(name => name.Value, StringComparer.Ordinal)];
        var paused = (await pauses.ReadAsync(cancellationToken).ConfigureAwait(false)).ToDictionary(pause => pause.Journey);
        var counted = await transactions.InEachAsync(async batch =>
        {
            var here = new List<(JourneyName Journey, StepPopulation Population)>();
            foreach (var name in names)
                here.AddRange((await batch.Transaction.Enrollments.CountByStepAsync(name, cancellationToken).ConfigureAwait(false))
                    .Select(population => (name, population)));
            return here;
        }, cancellationToken).ConfigureAwait(false);
        var steps = counted.SelectMany(some => some).ToLookup(one => one.Journey, one => one.Population);
        return
        [
            .. names.Select(name => new JourneyOverview
            {
                Journey = name,
                Version = stored[name].DefaultIfEmpty().Max(),
                IsRegistered = registered.Contains(name),
                Pause = paused.GetValueOrDefault(name),
                Steps = AddUp(steps[name]),
            }),
        ];
    }

    public IAsyncEnumerable<Enrollment> ListStuckAsync(JourneyName? journey = null, CancellationToken cancellationToken = default) =>
        ListAsync((batch, after) => batch.Transaction.Enrollments.ReadStuckAsync(after, batch.Settings.Options.Worker.BatchSize,
            cancellationToken), row => row.Id.Number, row => journey is null || row.Journey == journey, cancellationToken);

    public IAsyncEnumerable<OutboxMessage> ListDeadAsync(JourneyName? journey = null, CancellationToken cancellationToken = default) =>
        ListAsync((batch, after) => batch.Transaction.Outbox.ReadDeadAsync(after, batch.Settings.Options.Worker.BatchSize,
            cancellationToken), row => row.Id.Number, row => journey is null || row.Journey == journey, cancellationToken);

    public Task<bool> PauseAsync(JourneyName journey, string reason, CancellationToken cancellationToken = default)
    {
        RequireReason(reason);
        return pauses.PauseAsync(journey, reason, cancellationToken);
    }

    public async Task<ResumePreview> PreviewResumeAsync(JourneyName journey, CancellationToken cancellationToken = default)
    {
        await pauses.RequireKnownAsync(journey, cancellationToken).ConfigureAwait(false);
        var late = await transactions.InEachAsync(
            async batch => (
                Steps: await batch.Transaction.Enrollments.CountLateAsync(journey, batch.Now, cancellationToken).ConfigureAwait(false),
                Messages: await batch.Transaction.Outbox.CountLateAsync(journey, batch.Now, cancellationToken).ConfigureAwait(false),
                Pause: (await batch.PausesAsync(cancellationToken).ConfigureAwait(false))
                    .FirstOrDefault(pause => pause.Journey == journey)),
            cancellationToken).ConfigureAwait(false);
        var steps = new List<LateStep>();
        foreach (var step in AddUp(late.SelectMany(some => some.Steps)))
        {
            var program = await programs.FindAsync(journey, step.Version, cancellationToken).ConfigureAwait(false);
            steps.Add(new LateStep(step.Version, step.Step, step.Status, step.Count, LateWaits.PolicyOf(step.Step, step.Status, program)));
        }

        return new ResumePreview { Journey = journey, Pause = late.Select(some => some.Pause).FirstOrDefault(pause => pause is not null),
            Steps = steps, LateMessages = late.Sum(some => some.Messages) };
    }

    public Task<bool> ResumeAsync(JourneyName journey, Period? spreadOver = null, CancellationToken cancellationToken = default) =>
        pauses.ResumeAsync(journey, spreadOver, cancellationToken);

    public async Task<bool> CancelAsync(EnrollmentId enrollment, string reason, CancellationToken cancellationToken = default)
    {
        RequireReason(reason);
        return await transactions.InAsync(enrollment.Partition, false, async batch =>
        {
            var found = await batch.Transaction.Enrollments.FindAsync([enrollment], cancellationToken).ConfigureAwait(false);
            if (found.GetValueOrDefault(enrollment) is not { } there)
                return false;
            if (there.EndedAt is not null)
                return false;
            await EarlyExit.EndAsync(batch, programs, [there], EnrollmentOutcomes.Cancelled, reason.Length > 0 ? reason : null,
                cancellationToken).ConfigureAwait(false);
            batch.Transaction.SignalWork();
            await batch.CommitAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }, cancellationToken).ConfigureAwait(false);
    }

    public async Task<bool> ResumeAsync(EnrollmentId enrollment, CancellationToken cancellationToken = default)
    {
        return await transactions.InAsync(enrollment.Partition, false, async batch =>
        {
            var found = await batch.Transaction.Enrollments.FindAsync([enrollment], cancellationToken).ConfigureAwait(false);
            if (found.GetValueOrDefault(enrollment) is not { Status: EnrollmentStatus.Stuck } stuck)
                return false;
            var resumed = stuck with
            {
                Status = await IsAwaitingCallbackAsync(stuck, cancellationToken).ConfigureAwait(false)
                    ? EnrollmentStatus.AwaitingCallback : EnrollmentStatus.Waiting,
                Attempt = stuck.Attempt > 0 ? 1 : 0,
                DueAt = batch.Now,
                Outcome = null,
                State = stuck.State with { BehindFrom = null },
            };
            await batch.Transaction.Enrollments.UpdateAsync([resumed], cancellationToken).ConfigureAwait(false);
            batch.Transaction.SignalWork();
            await batch.Transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }, cancellationToken).ConfigureAwait(false);
    }

    public async Task<bool> ResumeAsync(MessageId message, CancellationToken cancellationToken = default)
    {
        return await transactions.InAsync(message.Partition, false, async batch =>
        {
            var found = await batch.Transaction.Outbox.FindAsync([message], cancellationToken).ConfigureAwait(false);
            if (found.GetValueOrDefault(message) is not { Status: MessageStatus.Dead } dead)
                return false;
            await ResumeAsync(batch, [dead], cancellationToken).ConfigureAwait(false);
            batch.Transaction.SignalWork();
            await batch.CommitAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }, cancellationToken).ConfigureAwait(false);
    }

    public async Task<int> ResumeDeadAsync(Channel channel, string? reason = null, CancellationToken cancellationToken = default)
    {
        await store.InitializeAsync(cancellationToken).ConfigureAwait(false);
        var limit = transactions.Settings.Options.Worker.BatchSize;
        var resumed = 0;
        for (var partition = 0; partition < store.PartitionCount; partition++)
        {
            var after = 0L;
            for (var hasMore = true; hasMore;)
            {
                var from = after;
                var (count, last, isFull) = await transactions.InAsync(partition, async batch =>
                {
                    var page = await batch.Transaction.Outbox.ReadDeadAsync(from, limit, cancellationToken).ConfigureAwait(false);
                    OutboxMessage[] dead =
                        [.. page.Where(message => message.Channel == channel && (reason is null || message.Reason == reason))];
                    if (dead.Length > 0)
                    {
                        await ResumeAsync(batch, dead, cancellationToken).ConfigureAwait(false);
                        batch.Transaction.SignalWork();
                        await batch.CommitAsync(cancellationToken).ConfigureAwait(false);
                    }

                    return (dead.Length, page.Count == 0 ? from : page[^1].Id.Number, page.Count == limit);
                }, cancellationToken).ConfigureAwait(false);
                resumed += count;
                (after, hasMore) = (last, isFull);
            }
        }

        return resumed;
    }

    public Task<bool> ResumeChannelAsync(Channel channel, CancellationToken cancellationToken = default) =>
        channelPauses.ResumeAsync(channel, cancellationToken);

    public async Task<IReadOnlyList<JourneyCounter>> ReadCountersAsync(JourneyName journey, CancellationToken cancellationToken = default)
    {
        var counters = await transactions.InEachAsync(
            batch => batch.Transaction.Enrollments.ReadCountersAsync(journey, cancellationToken), cancellationToken).ConfigureAwait(false);
        return [.. counters.SelectMany(some => some)];
    }

    public async Task<PublishPreview> PreviewPublishAsync(JourneyDefinition definition, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(definition);
        JourneyValidator.Require(definition, types: transactions.Settings.StepTypes);
        await store.InitializeAsync(cancellationToken).ConfigureAwait(false);
        var newest = (await store.Catalog.ReadJourneysAsync(cancellationToken).ConfigureAwait(false))
            .Where(stored => stored.Journey == definition.Name).MaxBy(stored => stored.Version);
        var isNew = newest is null || newest.Fingerprint != definition.ToFingerprint(transactions.Settings.StepTypes);
        var to = JourneyProgram.Compile(
            definition, (newest?.Version ?? 0) + (isNew ? 1 : 0), time.GetUtcNow(), transactions.Settings.StepTypes);
        var active = (await transactions.InEachAsync(async batch =>
        {
            var isOver = !isNew && await PublishSweep.IsFinishedAsync(batch.Transaction, to, cancellationToken).ConfigureAwait(false);
            var counted = await batch.Transaction.Enrollments.CountByStepAsync(definition.Name, cancellationToken).ConfigureAwait(false);
            return counted.Where(here => here.Version < to.Version).Select(here => (Here: here, IsOver: isOver)).ToList();
        }, cancellationToken).ConfigureAwait(false)).SelectMany(some => some);

        var steps = new List<PublishedStep>();
        foreach (var group in active.GroupBy(some => (some.Here.Version, some.Here.Step, some.Here.Status, some.IsOver))
            .OrderBy(group => group.Key.Version).ThenBy(group => group.Key.Step, StringComparer.Ordinal).ThenBy(group => group.Key.Status)
            .ThenBy(group => group.Key.IsOver))
        {
            var from = await programs.FindAsync(definition.Name, group.Key.Version, cancellationToken).ConfigureAwait(false);
            var step = VersionMove.Preview(
                group.Key.Version, group.Key.Step, group.Key.Status, group.Sum(some => some.Here.Count), from, to);
            steps.Add(group.Key.IsOver && step.Effect != PublishEffect.NotMoved ? step with { Effect = PublishEffect.Drains } : step);
        }

        return new PublishPreview { Journey = definition.Name, Version = to.Version, IsNew = isNew, Policy = definition.WhenPublished,
            Steps = steps };
    }

    public Task<RfmModel?> ReadModelAsync(CancellationToken cancellationToken = default) => leftOut.ModelAsync(cancellationToken);

    public IAsyncEnumerable<PurchaseTotals> ListLeftOutPurchasesAsync(CancellationToken cancellationToken = default) =>
        leftOut.ListAsync(cancellationToken);

    /// <summary>Queues dead messages again, with all their attempts. They are counted when their outcome is known.</summary>
    private async Task ResumeAsync(Batch batch, IReadOnlyList<OutboxMessage> dead, CancellationToken cancellationToken)
    {
        await batch.Transaction.Outbox.UpdateAsync([.. dead.Select(message => message with { Status = MessageStatus.Queued,
            DueAt = batch.Now, DecidedAt = null, Attempt = 0, BlockedSince = null, Reason = null })], cancellationToken)
            .ConfigureAwait(false);
        foreach (var message in dead)
        {
            // Several messages may belong to one enrollment, which is reopened once.
            var enrollments =
                await batch.Transaction.Enrollments.FindAsync([message.Enrollment], cancellationToken).ConfigureAwait(false);
            await reopening.ReopenAsync(
                batch, enrollments.GetValueOrDefault(message.Enrollment), cancellationToken).ConfigureAwait(false);
            batch.Counters.Add(message.Journey, message.Version, message.Step, JourneyMeasures.NotSent,
                $"{message.Channel}:{RefusalReasons.RetriesExhausted}", count: -1);
        }
    }

    /// <summary>
    /// True if an external call is due instead of the step: a step whose result another engine's workflow already has must not run again.
    /// </summary>
    private async Task<bool> IsAwaitingCallbackAsync(Enrollment stuck, CancellationToken cancellationToken) =>
        stuck.State.CalledAt is not null
        || (stuck.Step is { } step
            && await programs.FindAsync(stuck.Journey, stuck.Version, cancellationToken).ConfigureAwait(false)
                is { ExternalEngine: not null }
            && WorkflowCheckpoint.Of(stuck.State)?.Find(step, stuck.State.Visit) is not null);

    /// <summary>Reads page by page, each in its own transaction, so that no lock is held while the caller processes a row.</summary>
    private async IAsyncEnumerable<T> ListAsync<T>(
        Func<Batch, long, Task<IReadOnlyList<T>>> readPage, Func<T, long> number, Func<T, bool> isWanted,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await store.InitializeAsync(cancellationToken).ConfigureAwait(false);
        for (var partition = 0; partition < store.PartitionCount; partition++)
        {
            var after = 0L;
            while (true)
            {
                var page = await transactions.InAsync(partition, batch => readPage(batch, after), cancellationToken).ConfigureAwait(false);
                foreach (var row in page.Where(isWanted))
                    yield return row;
                if (page.Count < transactions.Settings.Options.Worker.BatchSize)
                    break;
                after = number(page[^1]);
            }
        }
    }

    private static List<StepPopulation> AddUp(IEnumerable<StepPopulation> populations) =>
    [
        .. populations.GroupBy(one => (one.Version, one.Step, one.Status))
            .Select(group => new StepPopulation(group.Key.Version, group.Key.Step, group.Key.Status, group.Sum(one => one.Count)))
            .OrderBy(one => one.Version).ThenBy(one => one.Step, StringComparer.Ordinal).ThenBy(one => one.Status),
    ];

    private static void RequireReason(string reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        if (reason.Length > LongestReason)
            throw new ArgumentException($"A reason has at most {LongestReason} characters; this one has {reason.Length}.", nameof(reason));
    }
}
