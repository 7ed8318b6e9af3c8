using Microsoft.Extensions.Options;
using Retention.Workflows.Channels.Http;
using Retention.Workflows.Channels.Shared;

namespace Retention.Workflows.Channels.Push;

internal sealed class FcmPushOptionsValidator : IValidateOptions<FcmPushOptions>
{
    public ValidateOptionsResult Validate(string? name, FcmPushOptions options)
    {
        var result = new OptionsErrors(nameof(FcmPushOptions), name);
        ServiceAccount? account = null;
        if (string.IsNullOrWhiteSpace(options.ServiceAccountJson) == options.AccessToken is null)
            result.AddError("give either ServiceAccountJson or AccessToken.", nameof(options.ServiceAccountJson));
        else if (options.AccessToken is null && !ServiceAccount.TryParse(options.ServiceAccountJson, out account))
            result.AddError(
                "must be the text of a service account's key file, with client_email and private_key.", nameof(options.ServiceAccountJson));
        else if (!IsProject(options.ProjectId ?? account?.ProjectId))
            result.AddError(
                "must be a project's id, lower-case letters, digits and hyphens, here or in the key file.", nameof(options.ProjectId));
        WebOptions.CheckTimeout(result, options.Timeout, nameof(options.Timeout));
        WebOptions.CheckAddress(result, options.BaseAddress, nameof(options.BaseAddress));
        WebOptions.CheckAddress(result, options.TokenAddress, nameof(options.TokenAddress));
        return result.Build();
    }

    /// <summary>Old projects of companies have a domain before the id, as in <c>example.com:shop</c>.</summary>
    private static bool IsProject(string? id) =>
        !string.IsNullOrEmpty(id) && id.All(
            static character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character is '-' or '.' or ':');
}
