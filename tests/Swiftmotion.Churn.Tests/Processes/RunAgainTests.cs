namespace Swiftmotion.Churn.Tests.Processes;

/// <summary>The sample is started again after it has completed.</summary>
[Collection(ProcessTests.Name)]
public sealed class RunAgainTests(UninterruptedRun uninterrupted) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Folder => _folder.PathOf("shop");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_completed_replay_sends_nothing_again_and_fresh_starts_over()
    {
        uninterrupted.CopyTo(Folder);
        var messages = ShopFacts.Messages(Folder).ToList();
        File.Delete(messages[0]);
        File.WriteAllText(messages[1], "Read and marked.");
        var before = FolderSnapshot.Of(Folder);

        var again = await SampleProcess.RunAsync(UninterruptedRun.On(Folder));

        again.ShouldBeDone();
        again.Report.Should().Be(uninterrupted.Exit.Report).And.Contain("Vouchers issued");
        FolderSnapshot.ShouldBe(Folder, before);

        File.WriteAllText(Path.Combine(Folder, "mails", "of-another-time.eml"), "Goes with the rest.");
        File.WriteAllText(Path.Combine(Folder, "notes.txt"), "Not made by the sample.");
        await uninterrupted.ShouldBeReachedAsync(Folder, "--fresh");
        File.Exists(Path.Combine(Folder, "notes.txt")).Should().BeTrue();
    }

    [Theory]
    [InlineData("seed 1, 300 customers", "--customers", "300", "--seed", "2")]
    [InlineData("300 customers, no opens", "--customers", "300", "--no-opens")]
    public async Task Another_shop_in_the_same_folder_is_refused(string named, params string[] shop)
    {
        var before = FolderSnapshot.Of(uninterrupted.Folder);

        var exit = await SampleProcess.RunAsync([.. shop, "--output", uninterrupted.Folder]);

        exit.ShouldBeRefused(uninterrupted.Folder, named, "--fresh");
        FolderSnapshot.ShouldBe(uninterrupted.Folder, before);
    }

    [Fact]
    public async Task Fresh_refuses_a_folder_in_which_another_process_works()
    {
        uninterrupted.CopyTo(Folder);
        using (new FileStream(Path.Combine(Folder, "swiftmotion.db.worker"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
        {
            var exit = await SampleProcess.RunAsync(UninterruptedRun.On(Folder, "--fresh"));

            exit.ShouldBeRefused("swiftmotion.db.worker");
        }

        ShopFacts.Of(Folder).ShouldEqual(uninterrupted.Facts);
    }
}
