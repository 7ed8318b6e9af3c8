namespace Retention.Workflows.Tests;

/// <summary>Finds the repository, and the real input beside it; a test without that is skipped.</summary>
internal static class RealData
{
    internal static string Repository { get; } = FindRepository();

    internal static string PathOf(params string[] parts)
    {
        var path = Path.GetFullPath(Path.Combine([Repository, "..", "shared", "data", .. parts]));
        if (!File.Exists(path))
            Assert.Skip($"../shared/data/{string.Join('/', parts)} is not on this machine.");
        return path;
    }

    private static string FindRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Retention.Workflows.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests do not run inside of the repository.");
    }
}
