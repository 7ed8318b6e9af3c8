using System.Reflection;
using System.Text;

namespace Retention.Workflows.Sqlite.Tests;

public sealed class SqliteQueryPlanTests
{
    [Fact]
    public async Task Every_statement_has_the_approved_plan()
    {
        using var folder = new TemporaryFolder();
        var path = folder.PathOf("plans.db");
        await using (await Db.OpenAsync(path))
        {
        }

        using var other = Db.Other(path);
        var plans = new StringBuilder();
        foreach (var (name, sql) in Statements())
        {
            plans.Append(name).Append('\n');
            using var command = other.CreateCommand();
            command.CommandText = "EXPLAIN QUERY PLAN " + sql;
            for (var parameter = 1; parameter <= sql.Count(character => character == '?'); parameter++)
                command.Parameters.AddWithValue($"?{parameter}", 1);
            using var row = command.ExecuteReader();
            while (row.Read())
                plans.Append("    ").Append(row.GetString(3)).Append('\n');
        }

        Approved.ShouldBe(plans.ToString(), "query-plans.txt");
    }

    private static IEnumerable<(string Name, string Sql)> Statements() =>
        from type in typeof(SqliteRetentionStore).Assembly.GetTypes()
        from field in type.GetFields(BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.DeclaredOnly)
        where field is { IsLiteral: true, FieldType: { } kind } && kind == typeof(string)
        let sql = (string)field.GetRawConstantValue()!
        where sql.StartsWith("SELECT", StringComparison.Ordinal) || sql.StartsWith("UPDATE", StringComparison.Ordinal)
        orderby type.Name, field.Name
        select ($"{type.Name}.{field.Name}", sql);
}
