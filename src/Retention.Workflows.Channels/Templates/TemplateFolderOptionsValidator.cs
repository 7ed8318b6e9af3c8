using Microsoft.Extensions.Options;

namespace Retention.Workflows.Channels.Templates;

/// <summary>Stops the host when the folder is missing or empty, or holds a file whose name says nothing. What is in the files is checked with the journeys.</summary>
internal sealed class TemplateFolderOptionsValidator : IValidateOptions<TemplateFolderOptions>
{
    public ValidateOptionsResult Validate(string? name, TemplateFolderOptions options)
    {
        var result = new ValidateOptionsResultBuilder();
        foreach (var problem in TemplateFolder.Read(options.Path).Problems)
            result.AddError(problem, nameof(options.Path));
        return result.Build();
    }
}
