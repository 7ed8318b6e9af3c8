using Microsoft.Extensions.Options;
using Retention.Workflows.Channels.Http;
using Retention.Workflows.Channels.Shared;

namespace Retention.Workflows.Channels.Webhook;

internal sealed class WebhookOptionsValidator : IValidateOptions<WebhookOptions>
{
    private const int MinSecretLength = 16;

    public ValidateOptionsResult Validate(string? name, WebhookOptions options)
    {
        var result = new OptionsErrors(nameof(WebhookOptions), name);
        WebOptions.CheckAddress(result, options.Address, nameof(options.Address));
        if (options.Secret is not { Length: >= MinSecretLength })
            result.AddError("must have at least 16 characters.", nameof(options.Secret));
        WebOptions.CheckTimeout(result, options.Timeout, nameof(options.Timeout));
        return result.Build();
    }
}
