using Retention.Workflows.Tool.Shell;

namespace Retention.Workflows.Tool.Journeys;

/// <summary>Reads journeys from files.</summary>
internal static class JourneyFile
{
    /// <summary>JourneyJson takes 4 MiB; a file that is larger is not read at all.</summary>
    private const long MaxLength = 4 * 1024 * 1024 + 3;

    /// <exception cref="ToolException">The file cannot be read, or the journey has errors: one line each, with file and line.</exception>
    internal static JourneyDefinition Read(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
            throw new ToolException(Directory.Exists(path)
                ? $"{path}: is a folder; name the file of a journey." : $"{path}: the file does not exist.");
        if (file.Length > MaxLength)
            throw new ToolException($"{path}: has {file.Length} bytes; a journey has at most 4 MiB.");
        try
        {
            return JourneyJson.Read(File.ReadAllBytes(path));
        }
        catch (JourneyDefinitionException exception)
        {
            throw new ToolException(Describe(path, exception), exception);
        }
    }

    /// <summary>Writes errors as compilers do, so that editors can jump to them.</summary>
    private static string Describe(string path, JourneyDefinitionException exception)
    {
        const int MaxErrors = 100;
        var lines = exception.Errors.Take(MaxErrors).Select(error =>
            $"{path}{(error.Line is { } line ? FormattableString.Invariant($":{line}") : "")}: {error.Path}: {error.Message}").ToList();
        if (exception.Errors.Count > MaxErrors)
            lines.Add(FormattableString.Invariant($"{path}: and {exception.Errors.Count - MaxErrors} more"));
        return string.Join(Environment.NewLine, lines);
    }
}
