namespace Retention.Workflows.Architecture.Tests.Words;

/// <summary>The files of the repository that people wrote.</summary>
internal static class SourceFiles
{
    private static readonly string[] Folders = ["benchmarks", "docs", "eng", "samples", "src", "tests"];
    private static readonly string[] Made = ["artifacts", "bin", "obj", "node_modules", "BenchmarkDotNet.Artifacts"];

    /// <summary>The C# sources, by their paths from the root.</summary>
    internal static IEnumerable<(string Path, string Text)> Code() =>
        WithEnding(".cs").Where(file => !file.Path.Contains("/Words/", StringComparison.Ordinal));

    /// <summary>The pages, by their paths from the root.</summary>
    internal static IEnumerable<(string Path, string Text)> Pages() => WithEnding(".md");

    private static IEnumerable<(string Path, string Text)> WithEnding(string ending) =>
        from path in Directory.EnumerateFiles(Repository.Root, "*" + ending)
            .Concat(Folders.Select(folder => Repository.PathOf(folder)).Where(Directory.Exists)
                .SelectMany(folder => Directory.EnumerateFiles(folder, "*" + ending, SearchOption.AllDirectories)))
        let relative = Path.GetRelativePath(Repository.Root, path).Replace('\\', '/')
        where !relative.Split('/').Any(Made.Contains)
        orderby relative
        select (relative, File.ReadAllText(path));
}
