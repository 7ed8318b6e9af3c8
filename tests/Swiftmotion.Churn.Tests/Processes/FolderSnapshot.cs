using System.Security.Cryptography;

namespace Swiftmotion.Churn.Tests.Processes;

/// <summary>What stands in a folder, byte for byte.</summary>
internal static class FolderSnapshot
{
    internal static string[] Of(string folder) =>
    [
        .. Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories)
            .Select(entry => $"{Path.GetRelativePath(folder, entry)} {(File.Exists(entry) ? Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(entry))) : "folder")}")
            .Order(StringComparer.Ordinal),
    ];
}
