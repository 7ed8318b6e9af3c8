using Retention.Workflows.Tests.Engine.Intake;

namespace Retention.Workflows.Sqlite.Tests;

public sealed class SqliteIntakeTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public async Task What_comes_in_from_outside_means_the_same_here(int partitions)
    {
        using var folder = new TemporaryFolder();
        await IntakeTrial.RunAsync(() => Db.Store(folder.PathOf("shop.db"), options => options.Partitions = partitions));
    }
}
