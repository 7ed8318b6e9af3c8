using Retention.Workflows.Customers;
using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Engine.Delivery;
using Retention.Workflows.Engine.Exits;
using Retention.Workflows.Engine.Privacy;
using Retention.Workflows.Engine.Reactions;
using Retention.Workflows.Engine.Resilience;
using Retention.Workflows.Events;
using Retention.Workflows.Messaging;
using Retention.Workflows.Storage;
using Retention.Workflows.Time;

namespace Retention.Workflows.Engine.Ingestion;

/// <summary>
/// Takes providers' reports about sent messages and records them as events. Every batch of a partition is one transaction.
/// </summary>
internal sealed class ReportIntake(
    IRetentionStore store, EngineSettings settings, Fallbacks fallbacks, ChannelPauses channelPauses, EventReactions reactions,
    Reopening reopening, TimeProvider time)
{
    private const int LongestReason = 500;

    /// <summary>How long after the send a failure still queues the next channel. Later the message is out of date.</summary>
    private static readonly TimeSpan LatestFallback = TimeSpan.FromDays(1);

    internal async Task<IReadOnlyList<ReportOutcome>> TakeAsync(IReadOnlyList<DeliveryReport> reports, CancellationToken cancellationToken)
    {
        var outcomes = new ReportOutcome[reports.Count];
        Array.Fill(outcomes, ReportOutcome.Unknown);
        var aboutSender = new List<(DeliveryReport Report, MessageId Message)>();
        var tokens = reports.Select(report => ReportToken.Read(settings.Options, report.Token)).ToList();
        var byPartition = Enumerable.Range(0, outcomes.Length)
            .Where(index => tokens[index] is { Message.Partition: >= 0 } token && token.Message.Partition < store.PartitionCount)
            .GroupBy(index => tokens[index]!.Value.Message.Partition);
        foreach (var partition in byPartition)
        {
            foreach (var chunk in partition.Chunk(settings.Options.Worker.BatchSize))
            {
                var at = DateTimeOffset.MinValue;
                await InAsync(partition.Key, async batch =>
                {
                    at = batch.Now;
                    foreach (var index in chunk)
                        outcomes[index] =
                            await TakeAsync(batch, reports[index], tokens[index]!.Value, cancellationToken).ConfigureAwait(false);
                    await reactions.ReactAsync(batch, batch.Recorded, cancellationToken).ConfigureAwait(false);
                }, cancellationToken).ConfigureAwait(false);
                aboutSender.AddRange(chunk.Where(index => IsAboutSender(reports[index], outcomes[index], at))
                    .Select(index => (reports[index], tokens[index]!.Value.Message)));
            }
        }

        // Also for a repeated report, since the process may have died before. It counts no message twice.
        foreach (var channel in aboutSender.GroupBy(one => one.Report.Channel))
        {
            var reasons = channel.Select(one => one.Report.Reason).Where(reason => reason is { Length: > 0 and <= LongestReason });
            await channelPauses.ReportAsync(channel.Key, [.. channel.Select(one => one.Message).Distinct()],
                reasons.FirstOrDefault() ?? "sender", cancellationToken).ConfigureAwait(false);
        }

        for (var index = 0; index < outcomes.Length; index++)
        {
            if (outcomes[index] == ReportOutcome.Suppressed && tokens[index] is { } token
                && OfAddress(reports[index]) is var (topic, reason))
                outcomes[index] = await SuppressAsync([token.AddressKey], topic, reason, cancellationToken).ConfigureAwait(false);
            if (reports[index] is { Token: null, Status: DeliveryReportStatus.Unsubscribed, Address: { } address })
                outcomes[index] = await SuppressAsync(reports[index].Channel, address, cancellationToken).ConfigureAwait(false);
            else if (tokens[index] is null)
                outcomes[index] = ReportOutcome.Unmatched;
            settings.Telemetry.Reported(reports[index].Channel, outcomes[index]);
        }

        return outcomes;
    }

    private async Task<ReportOutcome> TakeAsync(Batch batch, DeliveryReport report, ReportToken token, CancellationToken cancellationToken)
    {
        var found = await batch.Transaction.Outbox.FindAsync([token.Message], cancellationToken).ConfigureAwait(false);
        if (found.GetValueOrDefault(token.Message) is not { } message)
            return OfAddress(report) is null ? ReportOutcome.Unknown : ReportOutcome.Suppressed; // suppressed below, in its own partition
        if (message.Channel != report.Channel)
            return ReportOutcome.Unknown;
        if (report.Status == DeliveryReportStatus.Underway)
            return ReportOutcome.Underway;
        var before = batch.Recorded.Count;
        var hasArrived = report.Status == DeliveryReportStatus.Failed
            && await Arrivals.HasArrivedAsync(batch, message, cancellationToken).ConfigureAwait(false);
        var share = report.Status == DeliveryReportStatus.Failed
            ? await PushDevices.ShareAsync(batch, message, token.AddressKey, hasArrived, cancellationToken).ConfigureAwait(false) : default;
        var topic = (await fallbacks.ChosenAsync(message, cancellationToken).ConfigureAwait(false))?.Topic ?? Topic.Marketing;
        var at = Instants.Normalize(
            report.OccurredAt > batch.Now ? batch.Now : report.OccurredAt < message.QueuedAt ? message.QueuedAt : report.OccurredAt);
        await batch.RecordAsync(
            EngineEvents.Reported(message, report, at, topic, token.AddressKey, share), cancellationToken).ConfigureAwait(false);
        var isSettled = report.Status switch
        {
            DeliveryReportStatus.Failed when share.OthersRemain =>
                await PushDevices.ReleaseAsync(batch, message, token.AddressKey, cancellationToken).ConfigureAwait(false),
            DeliveryReportStatus.Failed when hasArrived => false,
            DeliveryReportStatus.Failed =>
                await FailAsync(batch, message, token.AddressKey, report.Reason ?? "failed", cancellationToken).ConfigureAwait(false),
            DeliveryReportStatus.Delivered or DeliveryReportStatus.Opened or DeliveryReportStatus.Clicked =>
                await ArriveAsync(batch, message, token.AddressKey, topic, cancellationToken).ConfigureAwait(false),
            _ => false,
        };
        return isSettled || batch.Recorded.Count > before ? ReportOutcome.Recorded : ReportOutcome.Repeated;
    }

    /// <summary>
    /// True if the report says now that its message failed because of the sender. An older report tells nothing about today. The token is
    /// signed, so nobody else can pause the channel.
    /// </summary>
    private static bool IsAboutSender(DeliveryReport report, ReportOutcome outcome, DateTimeOffset now) =>
        report is { Status: DeliveryReportStatus.Failed, IsAboutSender: true }
        && outcome is ReportOutcome.Recorded or ReportOutcome.Repeated && now - report.OccurredAt <= ChannelPauses.Window;

    /// <summary>
    /// The provider accepted the message, or is accepting it now, and cannot deliver it. The step's next channel is queued, as after a
    /// refused send.
    /// </summary>
    private async Task<bool> FailAsync(
        Batch batch, OutboxMessage message, string address, string reason, CancellationToken cancellationToken)
    {
        if (message.Status is not (MessageStatus.Sent or MessageStatus.AssumedSent or MessageStatus.Dispatching))
            return false; // a queued message is retried anyway; a final status stays
        if (message.Status == MessageStatus.Dispatching)
            SendResultRecorder.CountNotSent(batch, message, reason);
        else
            batch.Counters.Add(message.Journey, message.Version, message.Step, JourneyMeasures.FailedLater, $"{message.Channel}:{reason}");
        await batch.Transaction.Outbox.UpdateAsync(
            [SendResultRecorder.Decided(message, MessageStatus.Rejected, batch.Now, reason)], cancellationToken).ConfigureAwait(false);
        await SharedSlots.ReleaseAsync(batch, [(address, message.Id)], cancellationToken).ConfigureAwait(false);

        var enrollment = (await batch.Transaction.Enrollments.FindAsync([message.Enrollment], cancellationToken).ConfigureAwait(false))
            .GetValueOrDefault(message.Enrollment);
        if (enrollment is { Status: not EnrollmentStatus.Exited } && batch.Now - (message.DecidedAt ?? batch.Now) <= LatestFallback
            && !await Arrivals.HasLaterLeftAsync(batch, message, cancellationToken).ConfigureAwait(false))
        {
            await fallbacks.QueueAsync(batch, [(message, enrollment)], cancellationToken).ConfigureAwait(false);
            await reopening.ReopenAsync(batch, enrollment, cancellationToken).ConfigureAwait(false);
            batch.Transaction.SignalWork();
        }

        batch.MessageDecided(enrollment);

        return true;
    }

    /// <summary>
    /// A message in doubt has arrived: its status becomes sent, and it is not sent again. If it was reported as failed before, the channels
    /// that were to take over do not, as far as their messages have not left.
    /// </summary>
    private static async Task<bool> ArriveAsync(
        Batch batch, OutboxMessage message, string address, Topic topic, CancellationToken cancellationToken)
    {
        if (message.Status == MessageStatus.AssumedSent)
        {
            var reason = message.Reason == RefusalReasons.ExitedAfterHandOver ? message.Reason : null;
            await batch.Transaction.Outbox.UpdateAsync(
                [message with { Status = MessageStatus.Sent, Reason = reason }], cancellationToken).ConfigureAwait(false);
            return true;
        }

        if (message.Status == MessageStatus.Rejected
            && !await WithdrawNextChannelsAsync(batch, message, cancellationToken).ConfigureAwait(false))
            return false;
        if (message is not ({ Status: MessageStatus.Queued, Attempt: > 0 }
            or { Status: MessageStatus.Dispatching or MessageStatus.Dead or MessageStatus.Rejected }))
            return false;
        var enrollment = (await batch.Transaction.Enrollments.FindAsync([message.Enrollment], cancellationToken).ConfigureAwait(false))
            .GetValueOrDefault(message.Enrollment);
        var hasExited = enrollment is { Status: EnrollmentStatus.Exited };
        await batch.Transaction.Outbox.UpdateAsync(
            [SendResultRecorder.Decided(message, MessageStatus.Sent, batch.Now, hasExited ? RefusalReasons.ExitedAfterHandOver : null)],
            cancellationToken).ConfigureAwait(false);
        var isFirst = !await Arrivals.WasSentAsync(batch, message, cancellationToken).ConfigureAwait(false);
        if (isFirst)
            await batch.RecordOnceAsync(
                [EngineEvents.Sent(message, batch.Now, topic,
                    await PushDevices.CountAsync(batch, message, cancellationToken).ConfigureAwait(false))], cancellationToken)
                .ConfigureAwait(false);
        CountArrived(batch, message, isFirst);
        if (message.Status is MessageStatus.Dead or MessageStatus.Rejected) // it released its slot
            await SharedSlots.RestoreAsync(batch, message, address, topic, cancellationToken).ConfigureAwait(false);
        if (hasExited)
            batch.Counters.Add(message.Journey, message.Version, message.Step, JourneyMeasures.ExitedAfterHandOver, message.Channel.Name);
        batch.MessageDecided(enrollment);
        return true;
    }

    /// <summary>Counts the message as sent, and takes back what was counted when it seemed lost.</summary>
    private static void CountArrived(Batch batch, OutboxMessage message, bool isFirst)
    {
        var (journey, version, step) = (message.Journey, message.Version, message.Step);
        if (isFirst)
            batch.Counters.Add(journey, version, step, JourneyMeasures.Sent, message.Channel.Name);
        if (message.Status == MessageStatus.Dead)
            batch.Counters.Add(
                journey, version, step, JourneyMeasures.NotSent, $"{message.Channel}:{RefusalReasons.RetriesExhausted}", count: -1);
        if (message.Status == MessageStatus.Rejected)
            batch.Counters.Add(journey, version, step, isFirst ? JourneyMeasures.NotSent : JourneyMeasures.FailedLater,
                $"{message.Channel}:{message.Reason}", count: -1);
    }

    /// <summary>Withdraws the messages on the next channels that have not left.</summary>
    /// <returns>False if one has left or is being handed over: then the failure stays as it was reported.</returns>
    private static async Task<bool> WithdrawNextChannelsAsync(Batch batch, OutboxMessage message, CancellationToken cancellationToken)
    {
        var own = await batch.Transaction.Outbox.ReadByEnrollmentAsync([message.Enrollment], cancellationToken).ConfigureAwait(false);
        var next = own.Where(other => (other.Step, other.Visit) == (message.Step, message.Visit) && other.Choice > message.Choice).ToList();
        if (next.Any(other => other.Status is MessageStatus.Sent or MessageStatus.AssumedSent or MessageStatus.Dispatching))
            return false;
        List<OutboxMessage> withdrawn = [.. next.Where(other => other.Status == MessageStatus.Queued)
            .Select(other => SendResultRecorder.Decided(other, MessageStatus.Withdrawn, batch.Now, RefusalReasons.Arrived))];
        await batch.Transaction.Outbox.UpdateAsync(withdrawn, cancellationToken).ConfigureAwait(false);
        await SharedSlots.ReleaseAsync(batch, withdrawn, cancellationToken).ConfigureAwait(false);
        foreach (var other in withdrawn)
            SendResultRecorder.CountNotSent(batch, other, RefusalReasons.Arrived);
        return true;
    }

    /// <summary>
    /// What a report about a message that was purged or erased says about the address that the message went to: the topic, null for all,
    /// and the reason. Null if it says nothing.
    /// </summary>
    private static (Topic? Topic, string Reason)? OfAddress(DeliveryReport report) => report switch
    {
        { Status: DeliveryReportStatus.Complained } or { Bounce: BounceClass.Complaint } => (null, SuppressionReasons.Complaint),
        { Status: DeliveryReportStatus.Unsubscribed } or { Bounce: BounceClass.Unsubscribed } =>
            (Topic.Marketing, SuppressionReasons.Unsubscribed),
        { Status: DeliveryReportStatus.Failed, Bounce: BounceClass.Hard } => (null, SuppressionReasons.HardBounce),
        _ => null,
    };

    /// <summary>
    /// The report does not say which customer owns the address. The suppression list applies to every customer who has it.
    /// </summary>
    private async Task<ReportOutcome> SuppressAsync(Channel channel, string address, CancellationToken cancellationToken) =>
        await SuppressAsync(
            [.. settings.Addresses.ReportedIdentities(channel, address)
                .Select(identity => SuppressionKey.OfIdentity(settings, channel, identity))],
            Topic.Marketing, SuppressionReasons.Unsubscribed, cancellationToken).ConfigureAwait(false);

    private async Task<ReportOutcome> SuppressAsync(
        IReadOnlyList<string> keys, Topic? topic, string reason, CancellationToken cancellationToken)
    {
        await InAsync(Partitioning.Of(keys[0], store.PartitionCount), batch => batch.Transaction.Suppressions.SaveAsync(
            [.. keys.Select(key => new Suppression { Address = key, Topic = topic, Reason = reason, Since = batch.Now })],
            cancellationToken), cancellationToken).ConfigureAwait(false);
        return ReportOutcome.Suppressed;
    }

    private async Task InAsync(int partition, Func<Batch, Task> work, CancellationToken cancellationToken) =>
        await settings.WithOutsideAnswersAsync(
            time, () => InOnceAsync(partition, work, cancellationToken), cancellationToken).ConfigureAwait(false);

    private async Task<bool> InOnceAsync(int partition, Func<Batch, Task> work, CancellationToken cancellationToken)
    {
        var transaction = await store.BeginAsync(partition, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            var batch = new Batch(transaction, settings, time);
            await work(batch).ConfigureAwait(false);
            await batch.CommitAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
    }
}
