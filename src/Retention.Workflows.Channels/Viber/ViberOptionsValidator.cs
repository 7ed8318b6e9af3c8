using Microsoft.Extensions.Options;
using Retention.Workflows.Channels.Http;
using Retention.Workflows.Channels.Shared;

namespace Retention.Workflows.Channels.Viber;

internal sealed class ViberOptionsValidator : IValidateOptions<ViberOptions>
{
    private const int MaxNameLength = 28;

    public ValidateOptionsResult Validate(string? name, ViberOptions options)
    {
        var result = new OptionsErrors(nameof(ViberOptions), name);
        WebOptions.CheckSecret(result, options.AuthToken, nameof(options.AuthToken));
        if (string.IsNullOrWhiteSpace(options.SenderName) || options.SenderName.Length > MaxNameLength
            || !OneLine.Is(options.SenderName))
            result.AddError("must be one line of at most 28 characters.", nameof(options.SenderName));
        if (options.SenderAvatar is { } avatar)
            WebOptions.CheckAddress(result, avatar, nameof(options.SenderAvatar));
        WebOptions.CheckTimeout(result, options.Timeout, nameof(options.Timeout));
        WebOptions.CheckAddress(result, options.BaseAddress, nameof(options.BaseAddress));
        return result.Build();
    }
}
