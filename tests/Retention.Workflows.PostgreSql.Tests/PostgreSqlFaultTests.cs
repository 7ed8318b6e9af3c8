using Retention.Workflows.Storage;
using Retention.Workflows.Tests.Engine.Faults;

namespace Retention.Workflows.PostgreSql.Tests;

/// <summary>The engine's promises under random faults, on a server to which every process connects anew.</summary>
public sealed class PostgreSqlFaultTests(PostgreSqlFixture fixture)
{
    [Fact]
    public Task The_churn_journey_keeps_its_promises_under_faults() => EachAsync(1000, 2, TrialSetup.Churn);

    [Fact]
    public Task A_journey_of_all_step_kinds_keeps_its_promises_under_faults() => EachAsync(1020, 2, TrialSetup.UnderFire);

    [Fact]
    public Task Two_engines_on_one_database_keep_the_promises() =>
        EachAsync(1040, 2, (seed, open) => TrialSetup.UnderFire(seed, open) with { Engines = 2 });

    private Task EachAsync(int first, int count, Func<int, Func<IRetentionStore>, TrialSetup> make)
    {
        fixture.SkipWithoutServer();
        return Seeds.EachAsync(first, count, seed => RunAsync(seed, make));
    }

    private Task<IReadOnlyList<string>> RunAsync(int seed, Func<int, Func<IRetentionStore>, TrialSetup> make)
    {
        var schema = fixture.NewSchema();
        return Trial.RunAsync(make(seed, Open), TestContext.Current.CancellationToken);

        IRetentionStore Open() => fixture.Store(options =>
            (options.DataSource, options.Schema, options.Partitions, options.Clock) = (fixture.HastyPool, schema, 1
                + (seed % 5), PostgreSqlClock.Host));
    }
}
