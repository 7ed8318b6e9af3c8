using Microsoft.Extensions.Options;
using Retention.Workflows.Channels.Shared;

namespace Retention.Workflows.Channels.Templates;

/// <summary>
/// Stops the host when the folder is missing or empty, or contains a file with an unreadable name. The journeys' validation checks the
/// files' content.
/// </summary>
internal sealed class TemplateFolderOptionsValidator : IValidateOptions<TemplateFolderOptions>
{
    public ValidateOptionsResult Validate(string? name, TemplateFolderOptions options)
    {
        var result = new OptionsErrors(nameof(TemplateFolderOptions), name);
        foreach (var problem in TemplateFolder.Read(options).Problems)
            result.AddError(problem, nameof(options.Path));
        return result.Build();
    }
}
