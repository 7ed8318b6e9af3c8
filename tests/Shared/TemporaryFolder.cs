using IOPath = System.IO.Path;

namespace Retention.Workflows.Tests.Shared;

/// <summary>A separate folder for a test; disposal deletes it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    internal string Path { get; } = Directory.CreateTempSubdirectory("retention-").FullName;

    /// <summary>The names of its files, in order.</summary>
    internal IReadOnlyList<string> Files => [.. Directory.EnumerateFiles(Path).Select(IOPath.GetFileName).Order(StringComparer.Ordinal)!];

    internal string PathOf(string file) => IOPath.Combine(Path, file);

    internal TemporaryFolder With(string file, string content)
    {
        File.WriteAllText(PathOf(file), content);
        return this;
    }

    internal string Read(string file) => File.ReadAllText(PathOf(file));

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
