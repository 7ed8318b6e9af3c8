using Retention.Workflows.Sqlite.Connection;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Sqlite.Roles;

internal sealed class SqlitePauses(SqlitePartition partition) : IPauseStore
{
    private const string Read =
        "SELECT journey, paused_at, reason, resumed_at, spread_over FROM pauses WHERE partition = ? ORDER BY journey";

    private const string ReadChannels =
        "SELECT channel, decided_at, paused_until, reason FROM channel_pauses WHERE partition = ? ORDER BY channel";

    private const string Save =
        "INSERT OR REPLACE INTO pauses (partition, journey, paused_at, reason, resumed_at, spread_over) VALUES (?, ?, ?, ?, ?, ?)";

    private const string Remove = "DELETE FROM pauses WHERE partition = ? AND journey = ?";

    private const string SaveChannel =
        "INSERT OR REPLACE INTO channel_pauses (partition, channel, decided_at, paused_until, reason) VALUES (?, ?, ?, ?, ?)";

    private const string ForgetFaults =
        "DELETE FROM sender_faults WHERE partition = ? AND channel = ? AND (reported_at <= ? OR reported_at > ?)";

    private const string AddFault = """
        INSERT INTO sender_faults (partition, channel, message_partition, message_number, reported_at) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT DO NOTHING
        """;

    private const string CountFaults = "SELECT count(*), max(reported_at) FROM sender_faults WHERE partition = ? AND channel = ?";

    private const string RemoveFaults = "DELETE FROM sender_faults WHERE partition = ? AND channel = ?";

    public Task<StoredPauses> ReadAsync(CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var journeys = Rows(Read, static row => new JourneyPause
        {
            Journey = new JourneyName(row.Text(0)),
            PausedAt = row.Instant(1),
            Reason = row.Text(2),
            ResumedAt = row.InstantOrNull(3),
            SpreadOver = TimeSpan.FromMilliseconds(row.Int64(4)),
        });
        var channels = Rows(ReadChannels, static row => new ChannelPause
        {
            Channel = new Channel(row.Text(0)),
            DecidedAt = row.Instant(1),
            Until = row.Instant(2),
            Reason = row.Text(3),
        });
        return partition.Done(Task.FromResult(new StoredPauses(journeys, channels)));
    }

    public Task SaveAsync(JourneyPause pause, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        partition.Session.Prepare(Save)
            .Put(partition.Number).Put(pause.Journey.Value).Put(pause.PausedAt).Put(pause.Reason).Put(pause.ResumedAt)
            .Put((long)pause.SpreadOver.TotalMilliseconds)
            .Run();
        return partition.Done();
    }

    public Task RemoveAsync(JourneyName journey, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        partition.Session.Prepare(Remove).Put(partition.Number).Put(journey.Value).Run();
        return partition.Done();
    }

    public Task SaveChannelAsync(ChannelPause pause, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        partition.Session.Prepare(SaveChannel)
            .Put(partition.Number).Put(pause.Channel.Name).Put(pause.DecidedAt).Put(pause.Until).Put(pause.Reason)
            .Run();
        return partition.Done();
    }

    public Task<SenderFaults> AddSenderFaultsAsync(Channel channel, IReadOnlyCollection<MessageId> messages, DateTimeOffset at,
        DateTimeOffset since, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        partition.Session.Prepare(ForgetFaults).Put(partition.Number).Put(channel.Name).Put(since).Put(at).Run();
        foreach (var message in messages)
        {
            partition.Session.Prepare(AddFault)
                .Put(partition.Number).Put(channel.Name).Put(message.Partition).Put(message.Number).Put(at)
                .Run();
        }

        var row = partition.Session.Prepare(CountFaults).Put(partition.Number).Put(channel.Name);
        row.Step();
        var faults = new SenderFaults(row.Int32(0), row.InstantOrNull(1));
        row.Reset();
        return partition.Done(Task.FromResult(faults));
    }

    public Task RemoveSenderFaultsAsync(Channel channel, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        partition.Session.Prepare(RemoveFaults).Put(partition.Number).Put(channel.Name).Run();
        return partition.Done();
    }

    private List<T> Rows<T>(string sql, Func<SqliteStatement, T> make)
    {
        var rows = new List<T>();
        var row = partition.Session.Prepare(sql).Put(partition.Number);
        while (row.Step())
            rows.Add(make(row));
        return rows;
    }
}
