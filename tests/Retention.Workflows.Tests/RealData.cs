namespace Retention.Workflows.Tests;

/// <summary>Finds the real input beside the repository; a test without it is skipped.</summary>
internal static class RealData
{
    internal static string Path(params string[] parts)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "Retention.Workflows.sln")))
            folder = folder.Parent;
        var path = System.IO.Path.GetFullPath(System.IO.Path.Combine([folder?.FullName ?? "", "..", "shared", "data", .. parts]));
        if (folder is null || !File.Exists(path))
            Assert.Skip($"The real input {string.Join('/', parts)} is not here.");
        return path;
    }
}
