namespace Retention.Workflows.Channels;

/// <summary>The folder of the message templates.</summary>
public sealed class TemplateFolderOptions
{
    /// <summary>
    /// The folder, searched without its subfolders. A relative path starts at the host's content root; where that has no such folder, at
    /// the program's own folder, where a build copies content files. Required.
    /// </summary>
    public string Path { get; set; } = "";

    /// <summary>Where relative paths start; default the current directory.</summary>
    internal string ContentRoot { get; set; } = ".";
}
