using Npgsql;

namespace Retention.Workflows.Chaos;

/// <summary>Four workers on one PostgreSQL database, in all kinds of trouble.</summary>
public sealed class PostgreSqlChaosTests(ChaosTable table, PostgreSqlChaosTests.Server server) : IClassFixture<PostgreSqlChaosTests.Server>
{
    public static TheoryData<bool> Issuers => ChaosSettings.Issuers;

    [Theory]
    [MemberData(nameof(Issuers))]
    public async Task Killed_at_any_moment(bool ownIssuer) =>
        await RunAsync(ownIssuer ? "killed at random, own issuer" : "killed at random", nameof(Killed_at_any_moment), ownIssuer, Chaos.KillAtRandomAsync);

    [Fact]
    public async Task Killed_at_every_named_point() => await RunAsync("killed at every point", nameof(Killed_at_every_named_point), ownIssuer: true, Chaos.KillAtEveryPointAsync);

    /// <summary>The one promise about time: two seconds until somebody else goes on. The bound leaves room, and a machine that does ten other things is not asked.</summary>
    [Fact]
    public async Task Killed_while_the_others_are_at_work()
    {
        var row = await RunAsync("killed one by one", nameof(Killed_while_the_others_are_at_work), ownIssuer: false, Chaos.KillOneByOneAsync);

        row.Takeover.Should().NotBeNull("somebody goes on where others died");
        if (!ChaosSettings.IsOverloaded)
            row.Takeover!.After.Should().BeLessThan(TimeSpan.FromSeconds(10), "{0}", row.Takeover);
    }

    [Fact]
    public async Task Stopped_for_longer_than_a_transaction_may_be_idle_and_continued() => await RunAsync(
        "stopped and continued", nameof(Stopped_for_longer_than_a_transaction_may_be_idle_and_continued), ownIssuer: true, rig => Chaos.StopAndContinueAsync(rig, 4), idleSeconds: 2);

    [Fact]
    public async Task The_database_restarts_again_and_again() => await RunAsync("database restarts", nameof(The_database_restarts_again_and_again), ownIssuer: false, async rig =>
    {
        rig.Crew.Start();
        for (var restart = 0; restart < ChaosSettings.Strikes / 2; restart++)
        {
            await rig.ForAsync(1 + (2 * rig.Random.NextDouble()));
            rig.OtherDeaths += rig.Crew.Size;
            await Task.Run(rig.Random.Next(2) == 0 ? server.Instance.Restart : CrashAndStart, TestContext.Current.CancellationToken);
        }
    });

    [Fact]
    public async Task The_database_is_gone_for_a_while() => await RunAsync("database stopped", nameof(The_database_is_gone_for_a_while), ownIssuer: true, async rig =>
    {
        rig.Crew.Start();
        await rig.ForAsync(4);
        rig.OtherDeaths += rig.Crew.Size;
        await Task.Run(server.Instance.StopFast, TestContext.Current.CancellationToken);
        await rig.ForAsync(ChaosSettings.Outage);
        await Task.Run(server.Instance.Start, TestContext.Current.CancellationToken);
        await rig.ForAsync(2);
    });

    [Fact]
    public async Task The_connection_breaks_between_a_commit_and_its_answer()
    {
        SkipWithoutServer();
        await using var cutter = new CommitCutter(server.Instance.Port, ChaosSettings.Seed);
        await RunAsync("commits without an answer", nameof(The_connection_breaks_between_a_commit_and_its_answer), ownIssuer: true, async rig =>
        {
            var direct = new NpgsqlConnectionStringBuilder(rig.WorkerSettings.Database);
            rig.WorkerSettings = rig.WorkerSettings with { Database = new NpgsqlConnectionStringBuilder(direct.ConnectionString) { Port = cutter.Port }.ConnectionString };
            rig.Crew.Start();
            cutter.Share = 0.05;
            await rig.UntilAsync(() => cutter.Cuts >= ChaosSettings.Strikes * 2, "cut connections");
            cutter.Share = 0;
            rig.OtherDeaths += cutter.Cuts;
        });
    }

    [Fact]
    public async Task The_disk_is_full()
    {
        SkipWithoutServer();
        using var disk = SmallDisk.TryMount(megabytes: 64);
        if (disk is null)
            Assert.Skip("A small disk cannot be mounted here: that takes a Linux machine and its administrator.");
        var folder = disk.FolderLike((string)(await PostgreSqlChaosDatabase.ExecuteAsync(server.Instance, "SHOW data_directory"))!);
        await PostgreSqlChaosDatabase.ExecuteAsync(server.Instance, $"CREATE TABLESPACE small LOCATION '{folder}'");
        await RunAsync("disk full", nameof(The_disk_is_full), ownIssuer: false, async rig =>
        {
            rig.Crew.Start();
            for (var times = 0; times < Math.Max(2, ChaosSettings.Strikes / 4); times++)
            {
                await rig.ForAsync(2);
                disk.Fill();
                await rig.ForAsync(3);
                disk.MakeRoom();
            }
        }, tablespace: "small");
        await PostgreSqlChaosDatabase.ExecuteAsync(server.Instance, $"DROP DATABASE {PostgreSqlChaosDatabase.Last} WITH (FORCE)");
        await PostgreSqlChaosDatabase.ExecuteAsync(server.Instance, "DROP TABLESPACE small");
    }

    private static void SkipWithoutServer()
    {
        if (PostgreSqlServer.WhyNot is { } reason)
            Assert.Skip(reason);
    }

    private void CrashAndStart()
    {
        server.Instance.StopImmediately();
        server.Instance.Start();
    }

    private async Task<ChaosRow> RunAsync(string scenario, string test, bool ownIssuer, Func<ChaosRig, Task> chaos, string? tablespace = null, int idleSeconds = 30)
    {
        SkipWithoutServer();
        var database = await PostgreSqlChaosDatabase.CreateAsync(server.Instance, tablespace, idleSeconds);
        var row = await ChaosRig.RunAsync(scenario, $"{nameof(PostgreSqlChaosTests)}.{test}", database, ownIssuer, chaos, TestContext.Current.CancellationToken);
        table.Add(row);
        return row;
    }

    /// <summary>One server for all of these tests.</summary>
    public sealed class Server : IDisposable
    {
        private readonly Lazy<PostgreSqlServer> _server = new(() => PostgreSqlServer.Create());

        internal PostgreSqlServer Instance => _server.Value;

        public void Dispose()
        {
            if (_server.IsValueCreated)
                _server.Value.Dispose();
        }
    }
}
