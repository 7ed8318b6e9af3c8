using System.Collections.Frozen;
using System.Text;

namespace Retention.Workflows.Channels.Templates;

/// <summary>The files of the template folder.</summary>
internal sealed class TemplateFolder
{
    private TemplateFolder(TemplateFolder other)
        : this(other.Files, other.Problems) => OtherFiles = other.OtherFiles;

    private TemplateFolder(IReadOnlyList<TemplateFile> files, IReadOnlyList<string> problems)
    {
        Files = files;
        Problems = problems;
    }

    public IReadOnlyList<TemplateFile> Files { get; }

    /// <summary>The problems of the folder and of its file names, one sentence each.</summary>
    public IReadOnlyList<string> Problems { get; }

    /// <summary>The files that are no templates, such as pictures, by their names. Each is read once, at first use.</summary>
    public FrozenDictionary<string, Lazy<byte[]>> OtherFiles { get; private init; } = FrozenDictionary<string, Lazy<byte[]>>.Empty;

    /// <summary>The folder as the host gave it.</summary>
    internal string Given { get; private init; } = "";

    /// <summary>The item of a project file that copies a folder to the output.</summary>
    internal static string CopyItem(string folder) =>
        $"<None Include=\"{(Path.IsPathFullyQualified(folder) ? Path.GetFileName(folder.TrimEnd('/', '\\')) : folder.TrimEnd('/', '\\'))}/**\" CopyToOutputDirectory=\"PreserveNewest\" />";

    internal static TemplateFolder Read(TemplateFolderOptions options) => new(Read(options.Path, options.ContentRoot)) { Given = options.Path };

    private static TemplateFolder Read(string path, string contentRoot)
    {
        if (string.IsNullOrWhiteSpace(path))
            return new([], ["No template folder is given."]);

        var inRoot = Path.GetFullPath(path, Path.GetFullPath(contentRoot));
        var inOutput = Path.GetFullPath(path, AppContext.BaseDirectory);
        var folder = Directory.Exists(inRoot) ? inRoot : inOutput;
        if (!Directory.Exists(folder))
            return new(
                [], [$"The template folder '{inRoot}' does not exist{(inRoot == inOutput ? "" : $", nor does '{inOutput}'")}. Copy it to the output: {CopyItem(path)}."]);

        try
        {
            var paths = Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).ToLookup(IsTemplate);
            return new(Read(folder, paths[true]))
            {
                OtherFiles = paths[false].ToFrozenDictionary(
                    path => Path.GetFileName(path), path => new Lazy<byte[]>(() => File.ReadAllBytes(path), LazyThreadSafetyMode.PublicationOnly)),
            };
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return new([], [$"The template folder '{folder}' cannot be read: {failure.GetType().Name}."]);
        }
    }

    private static bool IsTemplate(string path) => path.EndsWith(TemplateFile.Extension, StringComparison.Ordinal);

    private static TemplateFolder Read(string folder, IEnumerable<string> paths)
    {
        var files = new List<TemplateFile>();
        var problems = new List<string>();
        var strict = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
        foreach (var path in paths)
        {
            var fileName = Path.GetFileName(path);
            var file = TemplateFile.Parse(fileName, out var problem);
            if (file is null)
            {
                problems.Add(problem!);
                continue;
            }

            try
            {
                files.Add(file with { Text = File.ReadAllText(path, strict).ReplaceLineEndings("\n") });
            }
            catch (DecoderFallbackException)
            {
                problems.Add($"{fileName}: the file is not UTF-8.");
            }
        }

        foreach (var twins in files.GroupBy(file => (file.Name, file.Locale, file.Channel, file.Part)).Where(group => group.Count() > 1))
            problems.Add($"{string.Join(" and ", twins.Select(file => file.FileName))} are the same part of the same language.");
        if (files.Count == 0 && problems.Count == 0)
            problems.Add($"The template folder '{folder}' holds no {TemplateFile.Extension} files.");
        return new(files, problems);
    }
}
