using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Npgsql;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;

namespace Retention.Workflows.PostgreSql.Tests;

/// <summary>
/// Every statement is sent to a server whose tables have a declarative partition for each partition, and the server logs its plan. A
/// statement that reads more than one of them would also ask every server of a distributed database.
/// </summary>
public sealed partial class PostgreSqlRoutingTests(PostgreSqlFixture fixture)
{
    private const string Settings = """
        shared_preload_libraries = 'auto_explain'
        auto_explain.log_min_duration = 0
        auto_explain.log_format = json
        log_min_messages = log
        fsync = off
        autovacuum = off
        """;

    /// <summary>Tables that belong to the whole store: the address or the offer decides, and a statement asks for many of them.</summary>
    private static readonly string[] WholeStore = ["suppressions", "address_owners", "address_sends", "offer_totals"];

    /// <summary>Statements for all partitions, each with the reason.</summary>
    private static readonly Dictionary<string, string> AllPartitions = new()
    {
        ["PostgreSqlDueWork.Read"] = "reads the due work of all partitions in one round trip, each from its own indexes",
    };

    /// <summary>Statements of upgrades, which run before tables can be distributed.</summary>
    private static readonly string[] Upgrades = ["PostgreSqlShortKeys.Old", "PostgreSqlShortKeys.Shorten"];

    /// <summary>Rules that together send every statement: random calls send most of them.</summary>
    private static readonly string[] Rules =
    [
        "Random_calls_are_answered_as_the_in_memory_store_answers_them",
        "TryBegin_returns_null_while_the_lock_is_held",
        "Time_zones_are_read_alone_if_there_are_any",
        "A_segment_comes_back_as_it_was_stored",
        "Events_that_happen_once_are_in_the_log_like_others",
        "A_withdrawn_purchase_is_not_read_counted_or_summed",
        "Each_currency_of_a_customer_has_its_own_totals",
        "An_enrollment_comes_back_as_it_was_added",
        "A_message_comes_back_as_it_was_added",
        "Messages_that_wait_for_a_channel_are_read_by_due_time",
        "Messages_of_a_worker_that_has_ended_are_abandoned",
        "Due_work_shows_where_messages_are_abandoned",
        "An_offer_is_taken_up_to_its_limit_and_then_used_up",
        "A_chunk_of_one_partition_is_not_there_for_others_until_it_is_given_back",
        "A_pause_is_kept_replaced_and_removed",
        "A_channel_pause_is_kept_and_replaced_beside_the_journeys",
        "Sender_faults_are_counted_by_channel_and_removed_with_it",
        "An_address_with_two_owners_is_shared",
        "Messages_to_an_address_come_back_in_order",
        "A_message_to_an_address_is_removed_alone",
        "Messages_to_addresses_are_purged_in_chunks_by_the_partition_of_their_address",
        "A_sweep_remembers_its_progress",
        "A_suppression_is_removed_by_its_topic",
    ];

    [Fact]
    public async Task Every_statement_reads_one_partition_only()
    {
        fixture.SkipWithoutServer();
        using var server = PostgreSqlServer.Create(Settings);
        var contract = new PartitionedContract(server.ConnectionString());
        foreach (var rule in Rules)
            await contract.RunAsync(rule, Db.Token);
        server.StopFast();

        var names = Statements();
        var seen = new HashSet<string>();
        var wrong = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (text, plan) in Plans(server.Log()))
        {
            var name = names.GetValueOrDefault(text, text);
            seen.Add(name);
            if (!AllPartitions.ContainsKey(name) && Problem(plan) is { } problem)
                wrong.TryAdd(name, problem);
        }

        using var all = new FluentAssertions.Execution.AssertionScope();
        wrong.Should().BeEmpty("a statement that does not name its partition asks every server");
        names.Values.Except(seen).Except(Upgrades).Should().BeEmpty("every statement is explained");
        AllPartitions.Keys.Should().BeSubsetOf(seen);
    }

    /// <summary>The statements of the package by their texts.</summary>
    private static Dictionary<string, string> Statements() => typeof(PostgreSqlRetentionStore).Assembly.GetTypes()
        .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public)
            .Where(field => field.IsLiteral && field.FieldType == typeof(string))
            .Select(field => (Name: $"{type.Name}.{field.Name}", Sql: (string)field.GetRawConstantValue()!)))
        .Where(field => PartitionedTable().IsMatch(field.Sql)).ToDictionary(field => field.Sql, field => field.Name);

    /// <summary>The plans in the server's log, with the texts of their statements.</summary>
    private static IEnumerable<(string Text, JsonElement Plan)> Plans(string log)
    {
        StringBuilder? plan = null;
        foreach (var line in log.Split('\n').Append(""))
        {
            if (plan is not null && line.StartsWith('\t'))
            {
                plan.Append(line);
                continue;
            }

            if (plan is not null)
            {
                using var document = JsonDocument.Parse(plan.ToString());
                yield return (document.RootElement.GetProperty("Query Text").GetString()!, document.RootElement.GetProperty("Plan"));
            }

            plan = line.EndsWith("plan:", StringComparison.Ordinal) ? new StringBuilder() : null;
        }
    }

    private static string? Problem(JsonElement plan)
    {
        var partitions = Partitions(plan).Distinct().ToList();
        return partitions.Count > 1 ? $"reads the partitions {string.Join(", ", partitions)}"
            : partitions.Count == 0 && InsertsFromQuery(plan) ? "inserts rows from a query that reads no partition"
            : null;
    }

    /// <summary>The partitions whose tables a plan reads, updates or deletes from.</summary>
    private static IEnumerable<string> Partitions(JsonElement node)
    {
        if (node.TryGetProperty("Relation Name", out var relation) && PartOf().Match(relation.GetString()!) is { Success: true } part)
            yield return part.Groups[1].Value;
        foreach (var child in Children(node, "Plans").Concat(Children(node, "Target Tables")).SelectMany(Partitions))
            yield return child;
    }

    /// <summary>Whether a plan inserts rows, of which nobody knows the partition before the query has run, into a partitioned table.</summary>
    private static bool InsertsFromQuery(JsonElement node) =>
        (node.TryGetProperty("Operation", out var operation) && operation.GetString() == "Insert"
            && !WholeStore.Contains(node.GetProperty("Relation Name").GetString())
            && Children(node, "Plans").Any(source => source.GetProperty("Node Type").GetString() != "Result"))
        || Children(node, "Plans").Any(InsertsFromQuery);

    private static JsonElement[] Children(JsonElement node, string name) =>
        node.TryGetProperty(name, out var children) ? [.. children.EnumerateArray()] : [];

    [GeneratedRegex(
        @"\b(FROM|INTO|UPDATE|JOIN)\s+(partitions|customers|events|segments|entries|enrollments|history|counters|outbox|vouchers|suppressions|sweeps|pauses|engine_notifications|offer_totals|offer_reserves|address_owners|address_sends|channel_pauses|sender_faults)\b")]
    private static partial Regex PartitionedTable();

    [GeneratedRegex(@"_p(\d+)$")]
    private static partial Regex PartOf();

    /// <summary>The contract on stores whose tables are partitioned.</summary>
    private sealed class PartitionedContract(string connectionString) : RetentionStoreContract
    {
        private int _schemas;

        protected override int RandomRuns => 2;

        protected override async Task<IRetentionStore> CreateAsync(int partitions)
        {
            var schema = $"s{++_schemas}";
            var silent = connectionString + ";Options=-c auto_explain.log_min_duration=-1;Pooling=false";
            await using (var first = Open(silent, schema, partitions))
                await first.InitializeAsync(Db.Token);
            await using var connection = new NpgsqlConnection(silent);
            await connection.OpenAsync(Db.Token);
            await using var convert = new NpgsqlCommand(
                $$$"""
                SET search_path TO {{{schema}}};
                DO $$ DECLARE t text; p integer; BEGIN
                    FOR t IN SELECT table_name FROM information_schema.columns WHERE table_schema = '{{{schema}}}' AND column_name = 'partition'
                        AND table_name NOT IN ({{{string.Join(", ", WholeStore.Select(table => $"'{table}'"))}}})
                    LOOP
                        EXECUTE format('ALTER TABLE %I RENAME TO %I', t, t || '_plain');
                        EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL) PARTITION BY LIST (partition)', t, t || '_plain');
                        FOR p IN 0 .. {{{partitions - 1}}} LOOP
                            EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES IN (%s)', t || '_p' || p, t, p);
                        END LOOP;
                        EXECUTE format('INSERT INTO %I SELECT * FROM %I', t, t || '_plain');
                        EXECUTE format('DROP TABLE %I', t || '_plain');
                    END LOOP;
                END $$
                """, connection);
            await convert.ExecuteNonQueryAsync(Db.Token);
            return Open(connectionString, schema, partitions);
        }

        private static PostgreSqlRetentionStore Open(string connectionString, string schema, int partitions) =>
            new(new PostgreSqlStoreOptions { ConnectionString = connectionString, Schema = schema, Partitions = partitions,
                IdleInTransactionTimeout = TimeSpan.FromMinutes(10) });
    }
}
