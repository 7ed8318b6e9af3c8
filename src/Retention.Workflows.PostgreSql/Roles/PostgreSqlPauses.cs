using Retention.Workflows.PostgreSql.Connection;
using Retention.Workflows.Storage;

namespace Retention.Workflows.PostgreSql.Roles;

internal sealed class PostgreSqlPauses(PostgreSqlPartition partition) : IPauseStore
{
    // One statement, since workers read it with every claim.
    private const string Read = """
        SELECT false AS is_channel, journey AS name, paused_at, reason, resumed_at, spread_over FROM pauses WHERE partition = $1
        UNION ALL
        SELECT true, channel, decided_at, reason, paused_until, 0::bigint FROM channel_pauses WHERE partition = $1
        ORDER BY is_channel, name
        """;

    private const string Save = """
        INSERT INTO pauses (partition, journey, paused_at, reason, resumed_at, spread_over) SELECT $1, $2, $3, $4, ($5::timestamptz[])[1], $6
        ON CONFLICT (partition, journey) DO UPDATE SET
            paused_at = excluded.paused_at, reason = excluded.reason, resumed_at = excluded.resumed_at, spread_over = excluded.spread_over
        """;

    private const string Remove = "DELETE FROM pauses WHERE partition = $1 AND journey = $2";

    private const string SaveChannel = """
        INSERT INTO channel_pauses (partition, channel, decided_at, paused_until, reason) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (partition, channel) DO UPDATE SET
            decided_at = excluded.decided_at, paused_until = excluded.paused_until, reason = excluded.reason
        """;

    private const string ForgetFaults =
        "DELETE FROM sender_faults WHERE partition = $1 AND channel = $2 AND (reported_at <= $3 OR reported_at > $4)";

    private const string AddFaults = """
        INSERT INTO sender_faults (partition, channel, message_partition, message_number, reported_at)
        SELECT $1, $2, m.*, $5 FROM unnest($3, $4) AS m
        ON CONFLICT (partition, channel, message_partition, message_number) DO NOTHING
        """;

    private const string CountFaults =
        "SELECT count(*)::integer, max(reported_at) FROM sender_faults WHERE partition = $1 AND channel = $2";

    private const string RemoveFaults = "DELETE FROM sender_faults WHERE partition = $1 AND channel = $2";

    public async Task<StoredPauses> ReadAsync(CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var (journeys, channels) = (new List<JourneyPause>(), new List<ChannelPause>());
        await partition.ReadAsync(partition.Command(Read), row =>
        {
            if (row.GetBoolean(0))
                channels.Add(new ChannelPause { Channel = new Channel(row.GetString(1)), DecidedAt = row.Instant(2),
                    Until = row.Instant(4), Reason = row.GetString(3) });
            else
                journeys.Add(new JourneyPause { Journey = new JourneyName(row.GetString(1)), PausedAt = row.Instant(2),
                    Reason = row.GetString(3), ResumedAt = row.InstantOrNull(4),
                    SpreadOver = TimeSpan.FromMilliseconds(row.GetInt64(5)) });
        }, cancellationToken).ConfigureAwait(false);
        return partition.Done(new StoredPauses(journeys, channels));
    }

    public async Task SaveAsync(JourneyPause pause, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var save = partition.Command(Save);
        save.Parameters
            .Put(pause.Journey.Value, "journey").Put(pause.PausedAt).Put(pause.Reason, "reason of a pause")
            .Put([pause], static one => one.ResumedAt).Put((long)pause.SpreadOver.TotalMilliseconds);
        await partition.RunAsync(save, cancellationToken).ConfigureAwait(false);
        partition.Done();
    }

    public async Task RemoveAsync(JourneyName journey, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var remove = partition.Command(Remove);
        remove.Parameters.Put(journey.Value, "journey");
        await partition.RunAsync(remove, cancellationToken).ConfigureAwait(false);
        partition.Done();
    }

    public async Task SaveChannelAsync(ChannelPause pause, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var save = partition.Command(SaveChannel);
        save.Parameters
            .Put(pause.Channel.Name, "channel").Put(pause.DecidedAt).Put(pause.Until).Put(pause.Reason, "reason of a pause");
        await partition.RunAsync(save, cancellationToken).ConfigureAwait(false);
        partition.Done();
    }

    public async Task<SenderFaults> AddSenderFaultsAsync(Channel channel, IReadOnlyCollection<MessageId> messages, DateTimeOffset at,
        DateTimeOffset since, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var forget = partition.Command(ForgetFaults);
        forget.Parameters.Put(channel.Name, "channel").Put(since).Put(at);
        await partition.RunAsync(forget, cancellationToken).ConfigureAwait(false);
        if (messages.Count > 0)
        {
            var rows = messages.Distinct().ToList();
            var add = partition.Command(AddFaults);
            add.Parameters.Put(channel.Name, "channel").Put(rows, static message => message.Partition)
                .Put(rows, static message => message.Number).Put(at);
            await partition.RunAsync(add, cancellationToken).ConfigureAwait(false);
        }

        var count = partition.Command(CountFaults);
        count.Parameters.Put(channel.Name, "channel");
        var counted = await partition.ReadAsync(
            count, static row => new SenderFaults(row.GetInt32(0), row.InstantOrNull(1)), cancellationToken).ConfigureAwait(false);
        return partition.Done(counted[0]);
    }

    public async Task RemoveSenderFaultsAsync(Channel channel, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var remove = partition.Command(RemoveFaults);
        remove.Parameters.Put(channel.Name, "channel");
        await partition.RunAsync(remove, cancellationToken).ConfigureAwait(false);
        partition.Done();
    }
}
