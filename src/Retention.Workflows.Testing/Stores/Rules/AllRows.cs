using Retention.Workflows.Segments;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Testing.Stores.Rules;

/// <summary>One row of each kind, and their number, for rules about all stores at once.</summary>
internal static class AllRows
{
    internal const int Count = 13;

    internal static async Task WriteAsync(IPartitionTransaction transaction, CancellationToken token)
    {
        transaction.AllocateIds(2);
        await transaction.Customers.SaveAsync([Rows.Customer("ada")], token).ConfigureAwait(false);
        await transaction.Events.AppendAsync([Rows.Bought("order-1", Rows.Ada, Rows.Noon, 12.34m)], token).ConfigureAwait(false);
        await transaction.Segments.SaveAsync(
            [Rows.Segment(Rows.Ada, RfmSegment.AtRisk, new RfmScore(2, 5, 5))], token).ConfigureAwait(false);
        await transaction.Enrollments.AddAsync([Rows.Enrollment(1, Rows.Ada)], token).ConfigureAwait(false);
        await transaction.Enrollments.AppendHistoryAsync(
            [new HistoryEntry { Enrollment = new EnrollmentId(0, 1), At = Rows.Noon, Moves = "offer;think" }], token).ConfigureAwait(false);
        await transaction.Enrollments.AddCountersAsync([Rows.Counter(1)], token).ConfigureAwait(false);
        await transaction.Outbox.AddAsync([Rows.Message(2)], token).ConfigureAwait(false);
        await transaction.Vouchers.AddAsync([Rows.Voucher("SWIFT-BCDF", "0-1/voucher/1", Rows.Ada)], token).ConfigureAwait(false);
        await transaction.Enrollments.SaveNotificationsAsync(
            [new EngineNotification { Enrollment = new EnrollmentId(0, 1), DueAt = Rows.Noon }], token).ConfigureAwait(false);
        await transaction.Sweeps.SaveAsync(
            new SweepState { Sweep = "rfm", Occurrence = Rows.Noon, Position = Rows.Ada }, token).ConfigureAwait(false);
        await transaction.Pauses.SaveAsync(new JourneyPause { Journey = Rows.Churn, PausedAt = Rows.Noon }, token).ConfigureAwait(false);
        await transaction.Pauses.SaveChannelAsync(
            new ChannelPause { Channel = Channel.Email, DecidedAt = Rows.Noon, Until = Rows.Noon }, token).ConfigureAwait(false);
        await transaction.Pauses.AddSenderFaultsAsync(
            Channel.Email, [new MessageId(0, 2)], Rows.Noon, Rows.Noon.AddHours(-1), token).ConfigureAwait(false);
    }

    internal static Task<int> CountAsync(StoreTrial trial, int partition = 0) =>
        trial.ReadAsync(transaction => CountAsync(transaction, trial.Token), partition);

    internal static async Task<int> CountAsync(IPartitionTransaction transaction, CancellationToken token)
    {
        var events = await transaction.Events.ReadLogAsync(EventNames.Purchase, 0, 100, token).ConfigureAwait(false);
        var vouchers = await transaction.Vouchers.FindAsync(["SWIFT-BCDF"], token).ConfigureAwait(false);
        var sweep = await transaction.Sweeps.FindAsync("rfm", token).ConfigureAwait(false);
        var pauses = await transaction.Pauses.ReadAsync(token).ConfigureAwait(false);
        return (await transaction.Customers.ReadIdsAsync(null, 100, token).ConfigureAwait(false)).Count
            + events.Events.Count
            + (await transaction.Segments.ReadAsync(null, 100, token).ConfigureAwait(false)).Count
            + (await transaction.Enrollments.ReadAllAsync(Rows.Churn, 0, 100, token).ConfigureAwait(false)).Count
            + (await transaction.Enrollments.ReadHistoryAsync(
                new EnrollmentId(transaction.Partition, 1), token).ConfigureAwait(false)).Count
            + (await transaction.Enrollments.ReadCountersAsync(Rows.Churn, token).ConfigureAwait(false)).Count
            + (await transaction.Outbox.ReadAllAsync(0, 100, token).ConfigureAwait(false)).Count
            + vouchers.Count
            + pauses.Journeys.Count
            + pauses.Channels.Count
            + (await transaction.Pauses.AddSenderFaultsAsync(
                Channel.Email, [], Rows.Noon, Rows.Noon.AddHours(-1), token).ConfigureAwait(false)).Messages
            + (await transaction.Enrollments.ReadDueNotificationsAsync(DateTimeOffset.MaxValue, 100, token).ConfigureAwait(false)).Count
            + (sweep is null ? 0 : 1);
    }
}
