using System.Text;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Sqlite.Tests;

public sealed class SqliteErasureTests
{
    [Fact]
    public async Task Erased_data_is_overwritten_in_the_file()
    {
        using var folder = new TemporaryFolder();
        var path = folder.PathOf("erased.db");
        await using (var store = await Db.OpenAsync(path))
        {
            await using var transaction = await store.BeginAsync(0, TestContext.Current.CancellationToken);
            await transaction.Customers.SaveAsync(
                [.. Enumerable.Range(0, 50).Select(number => new Customer { Id = new CustomerId($"customer-{number}"),
                    LastName = $"unmistakable-{number}." })], TestContext.Current.CancellationToken);
            await transaction.CommitAsync(TestContext.Current.CancellationToken);
        }

        Text(path).Should().Contain("unmistakable-17.");
        await using (var store = await Db.OpenAsync(path))
        {
            await using var transaction = await store.BeginAsync(0, TestContext.Current.CancellationToken);
            await transaction.Maintenance.EraseAsync([new CustomerId("customer-17")], TestContext.Current.CancellationToken);
            await transaction.CommitAsync(TestContext.Current.CancellationToken);
        }

        Text(path).Should().NotContain("unmistakable-17.").And.NotContain("customer-17").And.Contain("unmistakable-18.");
    }

    private static string Text(string path) => Encoding.Latin1.GetString(File.ReadAllBytes(path));
}
