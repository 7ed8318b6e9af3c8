namespace Retention.Workflows.Chaos;

/// <summary>One worker on an SQLite file, in all kinds of trouble.</summary>
public sealed class SqliteChaosTests(ChaosTable table)
{
    public static TheoryData<bool> Issuers => ChaosSettings.Issuers;

    [Theory]
    [MemberData(nameof(Issuers))]
    public Task Killed_at_any_moment(bool ownIssuer) =>
        RunAsync(ownIssuer ? "killed at random, own issuer" : "killed at random", nameof(Killed_at_any_moment), ownIssuer, Chaos.KillAtRandomAsync);

    [Fact]
    public Task Killed_at_every_named_point() => RunAsync("killed at every point", nameof(Killed_at_every_named_point), ownIssuer: true, Chaos.KillAtEveryPointAsync);

    [Fact]
    public Task Stopped_and_continued() => RunAsync("stopped and continued", nameof(Stopped_and_continued), ownIssuer: true, rig => Chaos.StopAndContinueAsync(rig, 2));

    [Fact]
    public Task The_mail_server_drops_the_line() => RunAsync("mail server drops the line", nameof(The_mail_server_drops_the_line), ownIssuer: false, async rig =>
    {
        rig.Ledger.DropShare = 0.1;
        await Chaos.KillAtRandomAsync(rig);
        rig.Ledger.DropShare = 0;
    });

    [Fact]
    public async Task The_disk_is_full()
    {
        using var disk = SmallDisk.TryMount(megabytes: 24);
        await RunAsync(disk is null ? "file at its limit" : "disk full", nameof(The_disk_is_full), ownIssuer: false, disk is null ? ReachTheLimitAsync : FillAsync, disk?.Path);

        async Task FillAsync(ChaosRig rig)
        {
            rig.Crew.Start();
            for (var times = 0; times < Math.Max(2, ChaosSettings.Strikes / 4); times++)
            {
                await rig.ForAsync(2);
                disk!.Fill();
                await rig.ForAsync(3);
                disk.MakeRoom();
            }
        }

        // Without a small disk: the workers may not let the file grow, until they are replaced by others that may.
        static async Task ReachTheLimitAsync(ChaosRig rig)
        {
            rig.WorkerSettings = rig.WorkerSettings with { MaxMegabytes = 1 };
            rig.Crew.Start();
            await rig.UntilAsync(() => rig.Crew.Errors.Contains("no room left", StringComparison.Ordinal), "a file that may not grow");
            rig.WorkerSettings = rig.WorkerSettings with { MaxMegabytes = 0 };
            rig.Crew.Kill(0);
        }
    }

    private async Task RunAsync(string scenario, string test, bool ownIssuer, Func<ChaosRig, Task> chaos, string? folder = null) =>
        table.Add(await ChaosRig.RunAsync(scenario, $"{nameof(SqliteChaosTests)}.{test}", new SqliteChaosDatabase(folder), ownIssuer, chaos, TestContext.Current.CancellationToken));
}
