using Npgsql;

namespace Retention.Workflows.Chaos;

/// <summary>Four workers on one PostgreSQL database, with every kind of fault.</summary>
public sealed class PostgreSqlChaosTests(ChaosTable table, PostgreSqlChaosTests.Server server) : IClassFixture<PostgreSqlChaosTests.Server>
{
    public static TheoryData<bool> Issuers => ChaosSettings.Issuers;

    [Theory]
    [MemberData(nameof(Issuers))]
    public async Task A_worker_killed_at_any_moment_loses_and_duplicates_nothing(bool ownIssuer) =>
        await RunAsync(ownIssuer ? "killed at random, own issuer" : "killed at random",
            nameof(A_worker_killed_at_any_moment_loses_and_duplicates_nothing), ownIssuer, Chaos.KillAtRandomAsync);

    [Fact]
    public async Task A_worker_killed_at_every_named_point_loses_and_duplicates_nothing() => await RunAsync("killed at every point",
        nameof(A_worker_killed_at_every_named_point_loses_and_duplicates_nothing), ownIssuer: true, Chaos.KillAtEveryPointAsync);

    /// <summary>
    /// The one promise about time: another worker takes over within two seconds. The bound leaves room, and an overloaded machine is not
    /// measured.
    /// </summary>
    [Fact]
    public async Task Other_workers_take_over_from_a_killed_one()
    {
        var row = await RunAsync(
            "killed one by one", nameof(Other_workers_take_over_from_a_killed_one), ownIssuer: false, Chaos.KillOneByOneAsync);

        row.Takeover.Should().NotBeNull("another worker takes over where one died");
        if (!ChaosSettings.IsOverloaded)
            row.Takeover!.After.Should().BeLessThan(TimeSpan.FromSeconds(10), "{0}", row.Takeover);
    }

    [Fact]
    public async Task A_worker_stopped_for_longer_than_a_transaction_may_be_idle_does_no_harm() => await RunAsync(
        "stopped and continued", nameof(A_worker_stopped_for_longer_than_a_transaction_may_be_idle_does_no_harm), ownIssuer: true,
        rig => Chaos.StopAndContinueAsync(rig, 4), idleSeconds: 2);

    [Fact]
    public async Task Repeated_database_restarts_lose_and_duplicate_nothing() =>
        await RunAsync("database restarts", nameof(Repeated_database_restarts_lose_and_duplicate_nothing), ownIssuer: false, async rig =>
        {
            rig.WorkerPool.Start();
            for (var restart = 0; restart < ChaosSettings.Strikes / 2; restart++)
            {
                await rig.ForAsync(1 + (2 * rig.Random.NextDouble()));
                rig.OtherDeaths += rig.WorkerPool.Size;
                await Task.Run(rig.Random.Next(2) == 0 ? server.Instance.Restart : CrashAndStart, TestContext.Current.CancellationToken);
            }
        });

    [Fact]
    public async Task A_database_outage_loses_and_duplicates_nothing() =>
        await RunAsync("database stopped", nameof(A_database_outage_loses_and_duplicates_nothing), ownIssuer: true, async rig =>
        {
            rig.WorkerPool.Start();
            await rig.ForAsync(4);
            rig.OtherDeaths += rig.WorkerPool.Size;
            await Task.Run(server.Instance.StopFast, TestContext.Current.CancellationToken);
            await rig.ForAsync(ChaosSettings.Outage);
            await Task.Run(server.Instance.Start, TestContext.Current.CancellationToken);
            await rig.ForAsync(2);
        });

    [Fact]
    public async Task A_commit_without_an_answer_loses_and_duplicates_nothing()
    {
        SkipWithoutServer();
        await using var cutter = new CommitCutter(server.Instance.Port, ChaosSettings.Seed);
        await RunAsync(
            "commits without an answer", nameof(A_commit_without_an_answer_loses_and_duplicates_nothing), ownIssuer: true, async rig =>
            {
                var direct = new NpgsqlConnectionStringBuilder(rig.WorkerSettings.Database);
                rig.WorkerSettings = rig.WorkerSettings with { Database = new NpgsqlConnectionStringBuilder(
                    direct.ConnectionString) { Port = cutter.Port }.ConnectionString };
                rig.WorkerPool.Start();
                cutter.Share = 0.05;
                await rig.UntilAsync(() => cutter.Cuts >= ChaosSettings.Strikes * 2, "cut connections");
                cutter.Share = 0;
                rig.OtherDeaths += cutter.Cuts;
            });
    }

    [Fact]
    public async Task A_full_disk_loses_and_duplicates_nothing()
    {
        SkipWithoutServer();
        using var disk = SmallDisk.TryMount(megabytes: 64);
        if (disk is null)
            Assert.Skip("A small disk cannot be mounted here: it needs Linux and root rights.");
        var folder = disk.FolderLike((string)(await PostgreSqlChaosDatabase.ExecuteAsync(server.Instance, "SHOW data_directory"))!);
        await PostgreSqlChaosDatabase.ExecuteAsync(server.Instance, $"CREATE TABLESPACE small LOCATION '{folder}'");
        await RunAsync("disk full", nameof(A_full_disk_loses_and_duplicates_nothing), ownIssuer: false, async rig =>
        {
            rig.WorkerPool.Start();
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

    private async Task<ChaosRow> RunAsync(
        string scenario, string test, bool ownIssuer, Func<ChaosRig, Task> chaos, string? tablespace = null, int idleSeconds = 30)
    {
        SkipWithoutServer();
        var database = await PostgreSqlChaosDatabase.CreateAsync(server.Instance, tablespace, idleSeconds);
        var row = await ChaosRig.RunAsync(
            scenario, $"{nameof(PostgreSqlChaosTests)}.{test}", database, ownIssuer, chaos, TestContext.Current.CancellationToken);
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
