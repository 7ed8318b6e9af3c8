using Retention.Workflows.Storage;
using Retention.Workflows.Tests.Engine.Racing;

namespace Retention.Workflows.PostgreSql.Tests;

/// <summary>
/// No message is sent after a customer's exit, unsubscription or erasure is committed, however close they are: real threads on one server.
/// </summary>
public sealed class PostgreSqlRaceTests(PostgreSqlFixture fixture)
{
    private const int Collisions = 1_500;

    [Fact]
    public async Task No_message_is_sent_after_an_exit_an_unsubscription_or_an_erasure()
    {
        fixture.SkipWithoutServer();
        var schema = fixture.NewSchema();
        (await Race.RunAsync(seed: 2, Collisions, wave: 300, Open, TestContext.Current.CancellationToken)).ShouldBeClean(Collisions);

        IRetentionStore Open() => fixture.Store(options =>
            (options.DataSource, options.Schema, options.Partitions, options.Clock) = (fixture.HastyPool, schema, 4, PostgreSqlClock.Host));
    }
}
