using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;

namespace Swiftmotion.Churn.Tests.Processes;

/// <summary>All data that a run stored, row for row and file for file, as another program sees it.</summary>
/// <remarks>
/// It omits data about the path and not the result: attempts, workers, the order in which events were written. Voucher codes are drawn anew
/// in each run, so that nobody can guess them; the vouchers' keys replace them.
/// </remarks>
internal sealed partial record ShopFacts
{
    private const int Sent = 2;

    private static readonly (string Table, string Columns)[] _tables =
    [
        ("enrollments",
            "id, customer, journey, entry_key, version, entered_at, status, step, due_at, state, outcome, ended_at, converted_at"),
        ("history", "enrollment, at, moves"),
        ("outbox", "id, enrollment, step, visit, customer, channel, voucher_code, queued_at, due_at, status, decided_at, reason"),
        ("vouchers", "code, customer, idempotency_key, journey, offer, issued_at, expires_at, redeemed_at, redeemed_by"),
        ("events", "id, customer, name, occurred_at, amount, currency, properties, lines"),
        ("counters", "journey, version, day, step, measure, detail, count, amount"),
        ("segments", "customer, segment, score, model, since"),
        ("rfm_models", "version, as_of, model"),
        ("customers", "id, first_name, last_name, addresses, locale, time_zone, postal_code, attributes, consents"),
        ("sweeps", "sweep, occurrence, position, finished"),
        ("journeys", "journey, version, fingerprint, published_at"),
    ];

    internal required IReadOnlyDictionary<string, string[]> Rows { get; init; }

    /// <summary>The texts of the files, by name relative to the folder.</summary>
    internal required IReadOnlyDictionary<string, string> Files { get; init; }

    internal static ShopFacts Of(string folder)
    {
        using var database = Open(folder);
        ToCondition(database, "PRAGMA integrity_check").Should().Equal("ok");
        var codes = ToCondition(database, "SELECT code, idempotency_key FROM vouchers").Select(row => row.Split('|'))
            .ToDictionary(row => row[0], row => row[1]);
        return new ShopFacts
        {
            Rows = _tables.ToDictionary(table => table.Table, table => (string[])[.. ToCondition(
                database, $"SELECT {table.Columns} FROM {table.Table}").Select(WithoutCodes).Order(StringComparer.Ordinal)]),
            Files = Messages(folder).Append(Path.Combine(folder, "segments.csv")).Append(Path.Combine(folder, "report.html"))
                .ToDictionary(file => Path.GetRelativePath(folder, file),
                    file => WithoutCodes(File.ReadAllText(file).Replace("=\r\n", "", StringComparison.Ordinal))),
        };

        string WithoutCodes(string text) => Code().Replace(text, code => codes[code.Value]);
    }

    /// <summary>The rows of a query over a run's database; cells are separated by <c>|</c>.</summary>
    internal static string[] Query(string folder, string sql)
    {
        using var database = Open(folder);
        return ToCondition(database, sql);
    }

    /// <summary>The sent mails and texts, as the folders show them.</summary>
    internal static IEnumerable<string> Messages(string folder) =>
        new[] { ("mails", "*.eml"), ("texts", "*.txt") }
            .Where(kind => Directory.Exists(Path.Combine(folder, kind.Item1)))
            .SelectMany(kind => Directory.EnumerateFiles(Path.Combine(folder, kind.Item1), kind.Item2));

    /// <summary>Asserts that it equals an uninterrupted run.</summary>
    internal void ShouldEqual(ShopFacts uninterrupted)
    {
        foreach (var (table, _) in _tables)
        {
            Rows[table].Except(uninterrupted.Rows[table]).Take(5).Should()
                .BeEmpty("{0} has no rows that an uninterrupted run has not", table);
            uninterrupted.Rows[table].Except(Rows[table]).Take(5).Should().BeEmpty("{0} lacks no rows of an uninterrupted run", table);
            Rows[table].Should().HaveCount(uninterrupted.Rows[table].Length, "{0} has each row once", table);
        }

        Files.Keys.Should().BeEquivalentTo(uninterrupted.Files.Keys);
        foreach (var (name, text) in uninterrupted.Files)
            Files[name].Should().Be(text, "{0} reads the same", name);
    }

    /// <summary>Asserts consistency: one file for each sent message, one message for each step, one voucher for each key.</summary>
    internal static void ShouldBeConsistent(string folder)
    {
        using var database = Open(folder);
        var sent = Number(database, $"SELECT count(*) FROM outbox WHERE status = {Sent}");
        sent.Should().BePositive();
        Messages(folder).Should().HaveCount(sent, "each message that was sent is one file");
        Number(database, "SELECT count(*) FROM events WHERE name = 'message-sent'").Should().Be(sent);
        Number(database, "SELECT coalesce(sum(count), 0) FROM counters WHERE measure = 'sent'").Should().Be(sent);
        Number(database, "SELECT count(*) FROM (SELECT DISTINCT enrollment, step, visit FROM outbox)").Should()
            .Be(Number(database, "SELECT count(*) FROM outbox"));
        Number(database, "SELECT count(*) FROM (SELECT DISTINCT idempotency_key FROM vouchers)").Should()
            .Be(Number(database, "SELECT count(*) FROM vouchers"));
        Number(database, "SELECT count(*) FROM outbox WHERE status IN (0, 1)").Should()
            .Be(0, "the reminders of the last weeks have all been decided at the end of the replay");
    }

    private static SqliteConnection Open(string folder)
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "swiftmotion.db")};Pooling=False");
        connection.Open();
        return connection;
    }

    private static int Number(SqliteConnection database, string sql) =>
        int.Parse(ToCondition(database, sql).Single(), CultureInfo.InvariantCulture);

    private static string[] ToCondition(SqliteConnection database, string sql)
    {
        using var command = database.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        var cells = new object[reader.FieldCount];
        while (reader.Read())
        {
            reader.GetValues(cells);
            rows.Add(string.Join('|', cells.Select(cell => Convert.ToString(cell, CultureInfo.InvariantCulture))));
        }

        rows.Sort(StringComparer.Ordinal);
        return [.. rows];
    }

    [GeneratedRegex("SWIFT(-[0-9A-Z]{5})+")]
    private static partial Regex Code();
}
