using Retention.Workflows.Tests.Engine.Ingestion;

namespace Retention.Workflows.Sqlite.Tests;

public sealed class SqliteIntakeTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public async Task Ingested_events_have_the_same_effect_on_this_store(int partitions)
    {
        using var folder = new TemporaryFolder();
        await IntakeTrial.RunAsync(() => Db.Store(folder.PathOf("shop.db"), options => options.Partitions = partitions));
    }
}
