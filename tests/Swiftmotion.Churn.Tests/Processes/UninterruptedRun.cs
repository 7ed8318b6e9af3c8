namespace Swiftmotion.Churn.Tests.Processes;

/// <summary>A small shop, replayed once without disturbance. Every disturbed run must give the same result.</summary>
public sealed class UninterruptedRun : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>The shop that all these tests replay; it has under 500 buyers, so that a run takes seconds.</summary>
    internal static string[] Shop => ["--customers", "300"];

    internal string Folder => _folder.PathOf("shop");

    internal SampleExit Exit { get; private set; } = null!;

    internal ShopFacts Facts { get; private set; } = null!;

    internal int Messages { get; private set; }

    public async ValueTask InitializeAsync()
    {
        Exit = await SampleProcess.RunAsync(On(Folder));
        Exit.ShouldBeDone();
        ShopFacts.ShouldBeConsistent(Folder);
        Facts = ShopFacts.Of(Folder);
        Messages = ShopFacts.Messages(Folder).Count();
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The command line that replays the shop into a folder.</summary>
    internal static string[] On(string folder, params string[] more) => [.. Shop, "--output", folder, .. more];

    /// <summary>Runs the replay into the folder. It must complete with the same result as this run.</summary>
    internal async Task ShouldBeReachedAsync(string folder, params string[] more)
    {
        var exit = await SampleProcess.RunAsync(On(folder, more));
        exit.ShouldBeDone();
        exit.Report.Split('\n').Should().Equal(Exit.Report.Split('\n'));
        ShopFacts.ShouldBeConsistent(folder);
        ShopFacts.Of(folder).ShouldEqual(Facts);
    }

    /// <summary>Copies the folder, so that a test can change the copy.</summary>
    internal void CopyTo(string folder)
    {
        foreach (var file in Directory.GetFiles(Folder, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(folder, Path.GetRelativePath(Folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}

[CollectionDefinition(Name)]
public sealed class ProcessTests : ICollectionFixture<UninterruptedRun>
{
    internal const string Name = "processes";
}
