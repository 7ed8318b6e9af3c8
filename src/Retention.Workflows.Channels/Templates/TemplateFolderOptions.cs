namespace Retention.Workflows.Channels;

/// <summary>The folder of the message templates.</summary>
public sealed class TemplateFolderOptions
{
    /// <summary>
    /// The folder, searched without its subfolders. A relative path starts at the program's own folder, where a build copies content files.
    /// Required.
    /// </summary>
    public string Path { get; set; } = "";
}
