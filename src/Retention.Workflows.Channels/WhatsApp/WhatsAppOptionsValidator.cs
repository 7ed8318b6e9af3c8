using Microsoft.Extensions.Options;
using Retention.Workflows.Channels.Http;
using Retention.Workflows.Channels.Shared;

namespace Retention.Workflows.Channels.WhatsApp;

internal sealed class WhatsAppOptionsValidator : IValidateOptions<WhatsAppOptions>
{
    public ValidateOptionsResult Validate(string? name, WhatsAppOptions options)
    {
        var result = new OptionsErrors(nameof(WhatsAppOptions), name);
        if (options.PhoneNumberId is not { Length: > 0 } || !options.PhoneNumberId.All(char.IsAsciiDigit))
            result.AddError("must be the id of a number, digits.", nameof(options.PhoneNumberId));
        WebOptions.CheckSecret(result, options.AccessToken, nameof(options.AccessToken));
        if (!WhatsAppTemplate.IsLanguage(options.Language ?? ""))
            result.AddError("must be a language as WhatsApp writes it, such as en or pt_BR.", nameof(options.Language));
        if (options.ApiVersion is not ['v', .. { Length: > 0 } number]
            || !number.All(static character => char.IsAsciiDigit(character) || character == '.'))
            result.AddError("must be a version such as v23.0.", nameof(options.ApiVersion));
        WebOptions.CheckTimeout(result, options.Timeout, nameof(options.Timeout));
        WebOptions.CheckAddress(result, options.BaseAddress, nameof(options.BaseAddress));
        return result.Build();
    }
}
