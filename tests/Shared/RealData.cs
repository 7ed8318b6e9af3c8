namespace Retention.Workflows.Tests.Shared;

/// <summary>Finds the real data beside the repository; a test is skipped without it.</summary>
internal static class RealData
{
    internal static string PathOf(params string[] parts)
    {
        var path = Path.GetFullPath(Repository.PathOf(["..", "shared", "data", .. parts]));
        if (!File.Exists(path))
            Assert.Skip($"../shared/data/{string.Join('/', parts)} is not on this machine.");
        return path;
    }
}
