using System.Security.Cryptography;

namespace Swiftmotion.Churn.Tests.Processes;

/// <summary>The contents of a folder, byte for byte.</summary>
internal static class FolderSnapshot
{
    internal static string[] Of(string folder) =>
    [
        .. Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories)
            .Select(
                entry =>
                    $"{Path.GetRelativePath(folder, entry)} {(File.Exists(entry) ? Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(entry))) : "folder")}")
            .Order(StringComparer.Ordinal),
    ];

    internal static void ShouldBe(string folder, string[] before)
    {
        var now = Of(folder);
        now.Except(before).Should().BeEmpty("nothing was made or changed in the folder");
        before.Except(now).Should().BeEmpty("nothing was removed from the folder");
    }
}
