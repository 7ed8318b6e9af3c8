using Retention.Workflows.Tests.Engine.Ingestion;

namespace Retention.Workflows.PostgreSql.Tests;

public sealed class PostgreSqlIntakeTests(PostgreSqlFixture fixture)
{
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public async Task Ingested_events_have_the_same_effect_on_this_store(int partitions)
    {
        fixture.SkipWithoutServer();
        var schema = fixture.NewSchema();
        await IntakeTrial.RunAsync(() =>
            fixture.Store(options => (options.Schema, options.Partitions, options.Clock) = (schema, partitions, PostgreSqlClock.Host)));
    }
}
