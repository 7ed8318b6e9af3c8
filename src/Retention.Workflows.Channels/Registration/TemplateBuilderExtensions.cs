using Retention.Workflows.Channels.Registration;
using Retention.Workflows.Hosting;

namespace Retention.Workflows;

/// <summary>Selects Handlebars templates from a folder: <c>retention.Templates.FromFolder("Templates")</c>.</summary>
public static class TemplateBuilderExtensions
{
    /// <summary>Reads templates from a folder; each is read and compiled once. After several calls the last folder is used.</summary>
    /// <param name="templates">The builder.</param>
    /// <param name="path">The folder; a relative path starts at the host's content root. Where that has no such folder, it starts at
    /// the program's own folder, where a build copies content files.</param>
    /// <remarks>
    /// The host does not start when the folder is missing or empty, when it contains a file with an unreadable name, or when a template
    /// that a journey sends has an error.
    /// </remarks>
    public static TemplatesBuilder FromFolder(this TemplatesBuilder templates, string path)
    {
        ArgumentNullException.ThrowIfNull(templates);
        TemplateRegistration.AddTemplateFolder(templates.Services, path);
        return templates;
    }
}
