namespace Retention.Workflows.Chaos;

/// <summary>One worker on an SQLite file, with every kind of fault.</summary>
public sealed class SqliteChaosTests(ChaosTable table)
{
    public static TheoryData<bool> Issuers => ChaosSettings.Issuers;

    [Theory]
    [MemberData(nameof(Issuers))]
    public Task A_worker_killed_at_any_moment_loses_and_duplicates_nothing(bool ownIssuer) =>
        RunAsync(ownIssuer ? "killed at random, own issuer" : "killed at random",
            nameof(A_worker_killed_at_any_moment_loses_and_duplicates_nothing), ownIssuer, Chaos.KillAtRandomAsync);

    [Fact]
    public Task A_worker_killed_at_every_named_point_loses_and_duplicates_nothing() => RunAsync("killed at every point",
        nameof(A_worker_killed_at_every_named_point_loses_and_duplicates_nothing), ownIssuer: true, Chaos.KillAtEveryPointAsync);

    [Fact]
    public Task A_stopped_and_continued_worker_does_no_harm() => RunAsync("stopped and continued",
        nameof(A_stopped_and_continued_worker_does_no_harm), ownIssuer: true, rig => Chaos.StopAndContinueAsync(rig, 2));

    [Fact]
    public Task A_mail_server_that_drops_connections_gets_only_allowed_duplicates() => RunAsync("mail server drops the line",
        nameof(A_mail_server_that_drops_connections_gets_only_allowed_duplicates), ownIssuer: false, async rig =>
    {
        rig.Ledger.DropShare = 0.1;
        await Chaos.KillAtRandomAsync(rig);
        rig.Ledger.DropShare = 0;
    });

    [Fact]
    public async Task A_full_disk_loses_and_duplicates_nothing()
    {
        using var disk = SmallDisk.TryMount(megabytes: 24);
        await RunAsync(disk is null ? "file at its limit" : "disk full", nameof(A_full_disk_loses_and_duplicates_nothing), ownIssuer: false,
            disk is null ? ReachTheLimitAsync : FillAsync, disk?.Path);

        async Task FillAsync(ChaosRig rig)
        {
            rig.WorkerPool.Start();
            for (var times = 0; times < Math.Max(2, ChaosSettings.Strikes / 4); times++)
            {
                await rig.ForAsync(2);
                disk!.Fill();
                await rig.ForAsync(3);
                disk.MakeRoom();
            }
        }

        // Without a small disk, the workers get a limit for the file, until other workers without a limit replace them.
        static async Task ReachTheLimitAsync(ChaosRig rig)
        {
            rig.WorkerSettings = rig.WorkerSettings with { MaxMegabytes = 1 };
            rig.WorkerPool.Start();
            await rig.UntilAsync(() => rig.WorkerPool.Errors.Contains("no space left", StringComparison.Ordinal), "a file that may not grow");
            rig.WorkerSettings = rig.WorkerSettings with { MaxMegabytes = 0 };
            rig.WorkerPool.Kill(0);
        }
    }

    private async Task RunAsync(string scenario, string test, bool ownIssuer, Func<ChaosRig, Task> chaos, string? folder = null) =>
        table.Add(await ChaosRig.RunAsync(scenario, $"{nameof(SqliteChaosTests)}.{test}", new SqliteChaosDatabase(folder), ownIssuer, chaos,
            TestContext.Current.CancellationToken));
}
