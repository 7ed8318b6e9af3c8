namespace Swiftmotion.Churn.Tests.Processes;

/// <summary>
/// The sample is killed and interrupted at many points and started again. The result is the same, row for row and mail for mail.
/// </summary>
[Collection(ProcessTests.Name)]
public sealed class StoppedRunTests(UninterruptedRun uninterrupted) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Folder => _folder.PathOf("shop");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    public async Task A_run_killed_repeatedly_gives_the_same_totals(int seed)
    {
        var random = new Random(seed);
        var killed = 0;
        foreach (var moment in Moments(random))
        {
            using var process = SampleProcess.Start(UninterruptedRun.On(Folder));
            await process.UntilAsync(moment);
            await process.ForAsync(random.Next(150));
            process.Kill();
            if ((await process.WaitAsync()).Code != 0)
                killed++;
        }

        killed.Should().BeGreaterThanOrEqualTo(9);
        await uninterrupted.ShouldBeReachedAsync(Folder);
    }

    [Fact]
    public async Task Ctrl_C_stops_with_a_message_and_the_next_run_gives_the_same_totals()
    {
        var random = new Random(2);
        var stopped = 0;
        foreach (var share in (double[])[0, 0.2, 0.5, 0.8])
        {
            using var process = SampleProcess.Start(UninterruptedRun.On(Folder));
            await process.UntilAsync(started => started.Output.Length > 0 && Messages() >= share * uninterrupted.Messages);
            SkipIfInterruptsAreIgnored(process);
            await process.ForAsync(random.Next(100));
            process.Interrupt();
            var exit = await process.WaitAsync();
            if (exit.Code == 0)
                continue; // the process had already finished
            (exit.Code, exit.Errors).Should().Be((130, ""), "output was {0}", exit.Output);
            exit.Output.Should().Contain("Stopped. Nothing is lost").And.NotContain("Report:");
            stopped++;
        }

        stopped.Should().BeGreaterThanOrEqualTo(3);
        await uninterrupted.ShouldBeReachedAsync(Folder);
    }

    /// <summary>
    /// Moments over the whole run: while the process starts and loads the shop, after a growing number of messages, and while it writes the
    /// report.
    /// </summary>
    private IEnumerable<Func<SampleProcess, bool>> Moments(Random random)
    {
        const int AfterMessages = 7;
        yield return _ => true;
        yield return process => process.Output.Length > 0;
        yield return _ => File.Exists(Path.Combine(Folder, "swiftmotion.db"));
        for (var part = 0; part < AfterMessages; part++)
        {
            var messages = (int)((part + random.NextDouble()) / AfterMessages * uninterrupted.Messages);
            yield return _ => Messages() > messages;
        }

        yield return process => process.Output.Contains("Replaying 100 %", StringComparison.Ordinal);
    }

    private int Messages() => ShopFacts.Messages(Folder).Count();

    /// <summary>
    /// Tests started in the background of a shell without job control ignore SIGINT, and so do all processes that they start.
    /// </summary>
    private static void SkipIfInterruptsAreIgnored(SampleProcess process)
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("Windows has no SIGINT that one process could send another.");
        if (process.IgnoresInterrupts)
            Assert.Skip("Ctrl-C is ignored here: the tests were started in the background of a shell.");
    }
}
