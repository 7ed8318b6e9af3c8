using Retention.Workflows.Storage;

namespace Retention.Workflows.Testing.Stores.Rules;

internal static class AddressRules
{
    internal static IReadOnlyList<Func<StoreTrial, Task>> All { get; } =
    [
        An_address_with_two_owners_is_shared,
        An_address_is_shared_over_all_partitions,
        Messages_to_an_address_come_back_in_order,
        A_message_that_is_sent_again_counts_at_its_latest_time,
        A_message_to_an_address_is_removed_alone,
        Messages_to_addresses_are_purged_in_chunks_by_the_partition_of_their_address,
        Addresses_of_a_transaction_that_is_rolled_back_are_not_kept,
    ];

    private static async Task An_address_with_two_owners_is_shared(StoreTrial trial)
    {
        await trial.WriteAsync(t => t.Suppressions.AddOwnersAsync(
            [Owner("a", "ada"), Owner("a", "ada"), Owner("b", "bob"), Owner("b", "ada")], trial.Token)).ConfigureAwait(false);
        await ExpectSharedAsync(trial, ["b"]).ConfigureAwait(false);
        await trial.WriteAsync(t => t.Suppressions.AddOwnersAsync([Owner("a", "ada"), Owner("a", "eve")], trial.Token)).ConfigureAwait(false);
        await ExpectSharedAsync(trial, ["a", "b"]).ConfigureAwait(false);
        await trial.WriteAsync(t => t.Suppressions.RemoveOwnersAsync([Owner("b", "bob"), Owner("c", "bob")], trial.Token))
            .ConfigureAwait(false);
        await ExpectSharedAsync(trial, ["a"]).ConfigureAwait(false);
        Expect.Sequence([], await trial.ReadAsync(t => t.Suppressions.FindSharedAsync([], trial.Token)).ConfigureAwait(false),
            "Shared addresses among none");
    }

    private static async Task An_address_is_shared_over_all_partitions(StoreTrial trial)
    {
        var store = await trial.StoreAsync(partitions: 3).ConfigureAwait(false);
        for (var partition = 0; partition < 2; partition++)
        {
            var send = Send("a", partition, 1);
            await trial.WriteAsync(t => t.Suppressions.AddOwnersAsync([Owner("a", $"owner-{send.Message.Partition}")], trial.Token), partition)
                .ConfigureAwait(false);
            await trial.WriteAsync(t => t.Suppressions.AddSendsAsync([send], trial.Token), partition)
                .ConfigureAwait(false);
        }

        for (var partition = 0; partition < store.PartitionCount; partition++)
        {
            await ExpectSharedAsync(trial, ["a"], partition).ConfigureAwait(false);
            Expect.Sequence([Send("a", 0, 1), Send("a", 1, 1)], await trial.ReadAsync(
                t => t.Suppressions.ReadSendsAsync(["a"], Rows.Noon.AddDays(-1), trial.Token), partition).ConfigureAwait(false),
                "Messages that a transaction of another partition finds");
        }
    }

    private static async Task Messages_to_an_address_come_back_in_order(StoreTrial trial)
    {
        AddressSend[] sends = [Send("a", 0, 3), Send("a", 0, 7), Send("a", 0, 2, hours: 1), Send("b", 0, 3, hours: -2)];
        await AddAsync(trial, sends[2], sends[3], sends[1], sends[0]).ConfigureAwait(false);
        Expect.Sequence(sends, await ReadAsync(trial, -3, "b", "a", "c", "a").ConfigureAwait(false), "Messages");
        Expect.Sequence([sends[2]], await ReadAsync(trial, 0, "a", "b").ConfigureAwait(false), "Messages after noon");
        Expect.Sequence([sends[3]], await ReadAsync(trial, -3, "b").ConfigureAwait(false), "Messages to one address");
        Expect.Sequence([], await ReadAsync(trial, -3).ConfigureAwait(false), "Messages to no address");
    }

    private static async Task A_message_that_is_sent_again_counts_at_its_latest_time(StoreTrial trial)
    {
        await AddAsync(trial, Send("a", 0, 1), Send("a", 0, 2, hours: 1)).ConfigureAwait(false);
        var again = Send("a", 0, 1, hours: 2) with { Channel = Channel.Sms };
        await AddAsync(trial, again, Send("b", 0, 1)).ConfigureAwait(false);
        Expect.Sequence([Send("a", 0, 2, hours: 1), again, Send("b", 0, 1)], await ReadAsync(trial, -1, "a", "b").ConfigureAwait(false),
            "Messages");
        await AddAsync(trial, Send("a", 0, 2, hours: 3), Send("a", 0, 2, hours: 4)).ConfigureAwait(false);
        Expect.Sequence([again, Send("a", 0, 2, hours: 4)], await ReadAsync(trial, -1, "a").ConfigureAwait(false),
            "Messages, of which one was written twice in one call");
    }

    private static async Task A_message_to_an_address_is_removed_alone(StoreTrial trial)
    {
        await AddAsync(trial, Send("a", 0, 1), Send("a", 0, 2), Send("b", 0, 1)).ConfigureAwait(false);
        await trial.WriteAsync(t => t.Suppressions.RemoveSendsAsync(
            [("a", new MessageId(0, 1)), ("a", new MessageId(0, 9)), ("c", new MessageId(0, 2))], trial.Token)).ConfigureAwait(false);
        Expect.Sequence([Send("a", 0, 2), Send("b", 0, 1)], await ReadAsync(trial, -1, "a", "b").ConfigureAwait(false), "Messages");
    }

    private static async Task Messages_to_addresses_are_purged_in_chunks_by_the_partition_of_their_address(StoreTrial trial)
    {
        const int Partitions = 3;
        var store = await trial.StoreAsync(Partitions).ConfigureAwait(false);
        string[] addresses = [.. Enumerable.Range(0, 12).Select(number => $"address-{number}")];
        foreach (var address in addresses)
            await trial.WriteAsync(t => t.Suppressions.AddSendsAsync(
                [Send(address, 1, 1, hours: -1), Send(address, 1, 2, hours: -1), Send(address, 1, 12), Send(address, 1, 3, hours: 1)],
                trial.Token), 1).ConfigureAwait(false);

        var removed = 0;
        for (var partition = 0; partition < store.PartitionCount; partition++)
        {
            await trial.ReadAsync(t => t.Maintenance.PurgeSendsAsync(Rows.Noon, null, 100, trial.Token), partition).ConfigureAwait(false);
            var ofPartition = 0;
            var chunk = default(PurgeChunk);
            do
            {
                await trial.WriteAsync(async t => chunk = await t.Maintenance.PurgeSendsAsync(
                    Rows.Noon, chunk.Position, 3, trial.Token).ConfigureAwait(false), partition).ConfigureAwait(false);
                Expect.That(chunk.Removed <= 3, $"A chunk of three removed {chunk.Removed}.");
                Expect.That(chunk.Position is null or { Length: <= 200 }, "A position is longer than 200 characters.");
                ofPartition += chunk.Removed;
            }
            while (chunk.Position is not null);
            Expect.That(ofPartition is > 0 and < 24, $"Partition {partition} of {Partitions} purged {ofPartition} of 24 rows.");
            removed += ofPartition;
        }

        Expect.Equal(24, removed, "Messages that were purged");
        Expect.Sequence(
            addresses.Order(StringComparer.Ordinal).SelectMany(address => (AddressSend[])[Send(address, 1, 12), Send(address, 1, 3, hours: 1)]),
            await ReadAsync(trial, -9, addresses).ConfigureAwait(false), "Messages that are left");
    }

    private static async Task Addresses_of_a_transaction_that_is_rolled_back_are_not_kept(StoreTrial trial)
    {
        await trial.WriteAsync(t => t.Suppressions.AddOwnersAsync([Owner("a", "ada"), Owner("a", "bob")], trial.Token))
            .ConfigureAwait(false);
        await AddAsync(trial, Send("a", 0, 1)).ConfigureAwait(false);
        var undone = await trial.BeginAsync().ConfigureAwait(false);
        await using (undone.ConfigureAwait(false))
        {
            await undone.Suppressions.RemoveOwnersAsync([Owner("a", "ada")], trial.Token).ConfigureAwait(false);
            await undone.Suppressions.AddOwnersAsync([Owner("b", "ada"), Owner("b", "bob")], trial.Token).ConfigureAwait(false);
            await undone.Suppressions.RemoveSendsAsync([("a", new MessageId(0, 1))], trial.Token).ConfigureAwait(false);
            await undone.Suppressions.AddSendsAsync([Send("a", 0, 1, hours: 5), Send("a", 0, 2)], trial.Token).ConfigureAwait(false);
        }

        await ExpectSharedAsync(trial, ["a"]).ConfigureAwait(false);
        Expect.Sequence([Send("a", 0, 1)], await ReadAsync(trial, -1, "a").ConfigureAwait(false), "Messages");
    }

    private static AddressOwner Owner(string address, string owner) => new() { Address = address, Owner = owner };

    private static AddressSend Send(string address, int partition, long number, int hours = 0) => new()
    {
        Address = address,
        Message = new MessageId(partition, number),
        Owner = $"owner-{partition}",
        Channel = Channel.Email,
        Topic = Topic.Marketing,
        At = Rows.Noon.AddHours(hours),
    };

    private static Task AddAsync(StoreTrial trial, params AddressSend[] sends) =>
        trial.WriteAsync(t => t.Suppressions.AddSendsAsync(sends, trial.Token));

    private static Task<IReadOnlyList<AddressSend>> ReadAsync(StoreTrial trial, int afterHours, params string[] addresses) =>
        trial.ReadAsync(t => t.Suppressions.ReadSendsAsync(addresses, Rows.Noon.AddHours(afterHours), trial.Token));

    private static async Task ExpectSharedAsync(StoreTrial trial, string[] expected, int partition = 0)
    {
        var shared = await trial.ReadAsync(t => t.Suppressions.FindSharedAsync(["a", "b", "c"], trial.Token), partition)
            .ConfigureAwait(false);
        Expect.Sequence(expected, [.. shared.Order(StringComparer.Ordinal)], "Shared addresses");
    }
}
