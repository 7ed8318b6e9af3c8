using System.Text;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Sqlite.Tests;

/// <summary>An erasure leaves no mark in the file or its log: their bytes are searched.</summary>
public sealed class SqliteErasureTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(40, 1, 20)]
    [InlineData(40, 30, 20)]
    [InlineData(40, 4, 900)]
    [InlineData(1, 200, 60)]
    [InlineData(40, 0, 3_000)]
    public async Task Erased_customers_cannot_be_found_in_the_bytes(int customers, int events, int length)
    {
        using var folder = new TemporaryFolder();
        var path = folder.PathOf("store.db");
        await using var store = await Db.OpenAsync(path, options => options.Partitions = 1);
        for (var number = 0; number < customers; number++)
        {
            var customer = Of(number);
            await using var transaction = await store.BeginAsync(0, Db.Token);
            await transaction.Customers.SaveAsync([customer with { FirstName = Mark(number, length) }], Db.Token);
            await transaction.Customers.SaveAsync([customer with { FirstName = Mark(number, length / 2), LastName = "changed" }], Db.Token);
            if (events > 0)
                await transaction.Events.AppendAsync([.. Enumerable.Range(0, events).Select(one => new CustomerEvent
                {
                    Id = $"{Mark(number, 12)}-{one}", Customer = customer.Id, Name = "cart-updated", OccurredAt = At.AddMinutes(one),
                })], Db.Token);
            await transaction.CommitAsync(Db.Token);
        }

        (await FoundAsync(path)).Should().NotBeEmpty("the search works");
        for (var number = 0; number < customers; number++)
        {
            var customer = Of(number).Id;
            await using var transaction = await store.BeginAsync(0, Db.Token);
            await transaction.Maintenance.EraseAsync([customer], Db.Token);
            await transaction.CommitAsync(Db.Token);
        }

        (await FoundAsync(path)).Should().BeEmpty();
    }

    private static Customer Of(int number) => new() { Id = new CustomerId($"zqxj-{number}"), FirstName = "Somebody" };

    private static string Mark(int number, int length) => $"zqxj-{number}-".PadRight(length, 'm');

    /// <summary>The positions of marks in the file and its log.</summary>
    private static async Task<IReadOnlyList<string>> FoundAsync(string path)
    {
        var mark = Encoding.UTF8.GetBytes("zqxj-");
        var found = new List<string>();
        foreach (var file in new[] { path, path + "-wal" }.Where(File.Exists))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[stream.Length];
            await stream.ReadExactlyAsync(bytes, Db.Token);
            for (var at = bytes.AsSpan().IndexOf(mark); at >= 0;)
            {
                found.Add($"{Path.GetFileName(file)} at {at}");
                var next = bytes.AsSpan(at + 1).IndexOf(mark);
                at = next < 0 ? -1 : at + 1 + next;
            }
        }

        return found;
    }
}
