using System.Reflection;
using System.Text.RegularExpressions;
using Npgsql;
using Retention.Workflows.PostgreSql.Connection;

namespace Retention.Workflows.PostgreSql.Tests;

/// <summary>Statements name the partition of their rows, and errors of a commit say only what is known.</summary>
public sealed partial class PostgreSqlPartitionTests
{
    /// <summary>The statements that name no partition today.</summary>
    private static readonly string[] Exceptions = [];

    [Fact]
    public void Every_statement_on_a_partitioned_table_names_the_partition()
    {
        var statements = typeof(PostgreSqlRetentionStore).Assembly.GetTypes()
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public)
                .Where(field => field.IsLiteral && field.FieldType == typeof(string))
                .Select(field => (Name: $"{type.Name}.{field.Name}", Sql: (string)field.GetRawConstantValue()!)))
            .Where(field => PartitionedTable().IsMatch(field.Sql)).ToList();

        statements.Should().HaveCountGreaterThan(50, "the statements are found");
        statements.Where(field => !Partition().IsMatch(field.Sql)).Select(field => field.Name)
            .Should().BeEquivalentTo(Exceptions, "a statement that names no partition asks every server");
    }

    [Theory]
    [InlineData("ERROR", "40001", true)]
    [InlineData("ERROR", "23505", true)]
    [InlineData("ERROR", "53100", true)]
    [InlineData("ERROR", "08000", false)]
    [InlineData("ERROR", "08006", false)]
    [InlineData("ERROR", "08P01", false)]
    [InlineData("ERROR", "XX000", false)]
    [InlineData("ERROR", "40003", false)]
    [InlineData("FATAL", "57P01", false)]
    [InlineData("PANIC", "53100", false)]
    public void An_error_of_a_commit_says_nothing_was_kept_only_if_that_is_certain(string severity, string state, bool isCertain) =>
        PostgreSqlFailure.SaysNothingWasKept(new PostgresException("failed", severity, severity, state)).Should().Be(isCertain);

    [GeneratedRegex(
        @"\b(FROM|INTO|UPDATE|JOIN)\s+(customers|events|segments|entries|enrollments|history|counters|outbox|vouchers|suppressions|sweeps|pauses|engine_notifications|offer_totals|offer_reserves|address_owners|address_sends|channel_pauses|sender_faults)\b")]
    private static partial Regex PartitionedTable();

    [GeneratedRegex(@"\bpartition\b")]
    private static partial Regex Partition();
}
