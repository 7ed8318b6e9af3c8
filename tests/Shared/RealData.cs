namespace Retention.Workflows.Tests.Shared;

/// <summary>Finds the real input beside the repository; a test without that is skipped.</summary>
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
