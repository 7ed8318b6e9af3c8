using Retention.Workflows.Storage;

namespace Retention.Workflows.Testing.Stores.Rules;

internal static class ChannelPauseRules
{
    private static readonly DateTimeOffset HourBefore = Rows.Noon.AddHours(-1);

    internal static IReadOnlyList<Func<StoreTrial, Task>> All { get; } =
    [
        A_channel_pause_is_kept_and_replaced_beside_the_journeys,
        A_channel_pause_belongs_to_its_partition,
        A_channel_pause_that_is_not_committed_is_no_pause,
        A_channel_pause_outlives_the_process,
        A_message_counts_once_as_a_sender_fault,
        Sender_faults_that_are_old_or_of_the_future_are_removed,
        Sender_faults_are_counted_by_channel_and_removed_with_it,
        Sender_faults_of_any_partition_are_counted_in_one,
    ];

    private static async Task A_channel_pause_is_kept_and_replaced_beside_the_journeys(StoreTrial trial)
    {
        var journey = new JourneyPause { Journey = new JourneyName("a-journey"), PausedAt = Rows.Noon.AddHours(1) };
        var sms = Pause(Channel.Sms);
        var email = Pause(Channel.Email) with { Reason = "sender-rate Ž 😀" };
        await trial.WriteAsync(async t =>
        {
            await t.Pauses.SaveChannelAsync(sms, trial.Token).ConfigureAwait(false);
            await t.Pauses.SaveAsync(journey, trial.Token).ConfigureAwait(false);
            await t.Pauses.SaveChannelAsync(email, trial.Token).ConfigureAwait(false);
        }).ConfigureAwait(false);
        Expect.Sequence([email, sms], await PausesAsync(trial).ConfigureAwait(false), "Two paused channels, by name");
        var longer = email with { DecidedAt = Rows.Noon.AddMilliseconds(1), Until = Rows.Noon.AddMinutes(15), Reason = "" };
        await trial.WriteAsync(t => t.Pauses.SaveChannelAsync(longer, trial.Token)).ConfigureAwait(false);
        Expect.Sequence([longer, sms], await PausesAsync(trial).ConfigureAwait(false), "A pause that was replaced");
        Expect.Sequence([journey], (await trial.ReadAsync(t => t.Pauses.ReadAsync(trial.Token)).ConfigureAwait(false)).Journeys,
            "The pauses of journeys beside them");
    }

    private static async Task A_channel_pause_belongs_to_its_partition(StoreTrial trial)
    {
        await trial.StoreAsync(partitions: 2).ConfigureAwait(false);
        await trial.WriteAsync(t => t.Pauses.SaveChannelAsync(Pause(Channel.Email), trial.Token), partition: 1).ConfigureAwait(false);
        Expect.Sequence([], await PausesAsync(trial).ConfigureAwait(false), "Paused channels of the other partition");
        Expect.Sequence(
            [Pause(Channel.Email)], await PausesAsync(trial, partition: 1).ConfigureAwait(false), "Paused channels of the partition");
    }

    private static async Task A_channel_pause_that_is_not_committed_is_no_pause(StoreTrial trial)
    {
        await trial.WriteAsync(t => t.Pauses.SaveChannelAsync(Pause(Channel.Sms), trial.Token)).ConfigureAwait(false);
        await trial.ReadAsync(async t =>
        {
            await t.Pauses.SaveChannelAsync(Pause(Channel.Email), trial.Token).ConfigureAwait(false);
            await t.Pauses.SaveChannelAsync(Pause(Channel.Sms) with { Reason = "another" }, trial.Token).ConfigureAwait(false);
            await AddAsync(t, trial, Channel.Email, Rows.Noon, 1).ConfigureAwait(false);
            Expect.Equal(2, (await t.Pauses.ReadAsync(trial.Token).ConfigureAwait(false)).Channels.Count,
                "Paused channels inside the transaction");
            return true;
        }).ConfigureAwait(false);
        Expect.Sequence(
            [Pause(Channel.Sms)], await PausesAsync(trial).ConfigureAwait(false), "Paused channels after the transaction was undone");
        Expect.Equal(0, (await AddAsync(trial, Channel.Email, Rows.Noon).ConfigureAwait(false)).Messages,
            "Sender faults after the transaction was undone");
    }

    private static async Task A_channel_pause_outlives_the_process(StoreTrial trial)
    {
        await trial.WriteAsync(t => t.Pauses.SaveChannelAsync(Pause(Channel.Email), trial.Token)).ConfigureAwait(false);
        await AddAsync(trial, Channel.Email, Rows.Noon, 1, 2).ConfigureAwait(false);
        if (!await trial.ReopenAsync().ConfigureAwait(false))
            return;
        Expect.Sequence([Pause(Channel.Email)], await PausesAsync(trial).ConfigureAwait(false), "Paused channels after a restart");
        Expect.Equal(new SenderFaults(2, Rows.Noon), await AddAsync(trial, Channel.Email, Rows.Noon).ConfigureAwait(false),
            "Sender faults after a restart");
    }

    private static async Task A_message_counts_once_as_a_sender_fault(StoreTrial trial)
    {
        Expect.Equal(default, await AddAsync(trial, Channel.Email, Rows.Noon).ConfigureAwait(false), "Sender faults of a new store");
        Expect.Equal(new SenderFaults(2, Rows.Noon), await AddAsync(trial, Channel.Email, Rows.Noon, 1, 2, 1).ConfigureAwait(false),
            "Two messages, one of them named twice");
        var later = Rows.Noon.AddMinutes(5);
        Expect.Equal(new SenderFaults(2, Rows.Noon), await AddAsync(trial, Channel.Email, later, 2).ConfigureAwait(false),
            "A repeated report");
        Expect.Equal(new SenderFaults(3, later), await AddAsync(trial, Channel.Email, later, 2, 3).ConfigureAwait(false),
            "A repeated report with a new one");
    }

    private static async Task Sender_faults_that_are_old_or_of_the_future_are_removed(StoreTrial trial)
    {
        await AddAsync(trial, Channel.Email, Rows.Noon, 1).ConfigureAwait(false);
        await AddAsync(trial, Channel.Email, Rows.Noon.AddMinutes(30), 2).ConfigureAwait(false);
        Expect.Equal(new SenderFaults(2, Rows.Noon.AddMinutes(30)),
            await AddAsync(trial, Channel.Email, Rows.Noon.AddHours(1).AddMilliseconds(-1)).ConfigureAwait(false), "Just before the hour");
        Expect.Equal(new SenderFaults(1, Rows.Noon.AddMinutes(30)),
            await AddAsync(trial, Channel.Email, Rows.Noon.AddHours(1)).ConfigureAwait(false), "The start of the hour is excluded");
        Expect.Equal(new SenderFaults(1, Rows.Noon), await AddAsync(trial, Channel.Email, Rows.Noon, 3).ConfigureAwait(false),
            "After the clock was set back");
    }

    private static async Task Sender_faults_are_counted_by_channel_and_removed_with_it(StoreTrial trial)
    {
        await AddAsync(trial, Channel.Email, Rows.Noon, 1, 2).ConfigureAwait(false);
        Expect.Equal(
            new SenderFaults(1, Rows.Noon), await AddAsync(trial, Channel.Sms, Rows.Noon, 2).ConfigureAwait(false), "Another channel");
        await trial.WriteAsync(t => t.Pauses.RemoveSenderFaultsAsync(Channel.Email, trial.Token)).ConfigureAwait(false);
        Expect.Equal(default, await AddAsync(trial, Channel.Email, Rows.Noon).ConfigureAwait(false), "After the removal");
        Expect.Equal(new SenderFaults(1, Rows.Noon), await AddAsync(trial, Channel.Sms, Rows.Noon).ConfigureAwait(false),
            "The other channel after the removal");
    }

    private static async Task Sender_faults_of_any_partition_are_counted_in_one(StoreTrial trial)
    {
        await trial.StoreAsync(partitions: 2).ConfigureAwait(false);
        var faults = await trial.ReadAsync(t => t.Pauses.AddSenderFaultsAsync(Channel.Email,
            [new MessageId(0, 7), new MessageId(1, 7), new MessageId(1, 8)], Rows.Noon, HourBefore, trial.Token)).ConfigureAwait(false);
        Expect.Equal(new SenderFaults(3, Rows.Noon), faults, "Messages of two partitions, two with the same number");
    }

    private static ChannelPause Pause(Channel channel) =>
        new() { Channel = channel, DecidedAt = Rows.Noon, Until = Rows.Noon.AddMinutes(10), Reason = "sender-blocked" };

    private static Task<IReadOnlyList<ChannelPause>> PausesAsync(StoreTrial trial, int partition = 0) =>
        trial.ReadAsync(async t => (await t.Pauses.ReadAsync(trial.Token).ConfigureAwait(false)).Channels, partition);

    private static async Task<SenderFaults> AddAsync(StoreTrial trial, Channel channel, DateTimeOffset at, params long[] messages)
    {
        SenderFaults faults = default;
        await trial.WriteAsync(
            async t => faults = await AddAsync(t, trial, channel, at, messages).ConfigureAwait(false)).ConfigureAwait(false);
        return faults;
    }

    private static Task<SenderFaults> AddAsync(
        IPartitionTransaction transaction, StoreTrial trial, Channel channel, DateTimeOffset at, params long[] messages) =>
        transaction.Pauses.AddSenderFaultsAsync(
            channel, [.. messages.Select(number => new MessageId(0, number))], at, at.AddHours(-1), trial.Token);
}
