using Retention.Workflows.Channels.Registration;
using Retention.Workflows.Hosting;

namespace Retention.Workflows;

/// <summary>Chooses Handlebars templates from a folder: <c>retention.Templates.FromFolder("Templates")</c>.</summary>
public static class TemplateBuilderExtensions
{
    /// <summary>Takes templates from a folder, read and compiled once. Called again, the last folder counts.</summary>
    /// <param name="templates">The builder.</param>
    /// <param name="path">The folder; a relative path starts at the program's own folder, where a build copies content files.</param>
    /// <remarks>A folder that is missing or empty, or holds a file whose name says nothing, keeps the host from starting; so does a mistake in a template that a journey sends.</remarks>
    public static TemplatesBuilder FromFolder(this TemplatesBuilder templates, string path)
    {
        ArgumentNullException.ThrowIfNull(templates);
        TemplateRegistration.AddTemplateFolder(templates.Services, path);
        return templates;
    }
}
