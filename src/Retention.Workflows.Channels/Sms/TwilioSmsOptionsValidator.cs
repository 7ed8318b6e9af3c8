using Microsoft.Extensions.Options;
using Retention.Workflows.Channels.Http;
using Retention.Workflows.Channels.Shared;

namespace Retention.Workflows.Channels.Sms;

internal sealed class TwilioSmsOptionsValidator : IValidateOptions<TwilioSmsOptions>
{
    public ValidateOptionsResult Validate(string? name, TwilioSmsOptions options)
    {
        var result = new OptionsErrors(nameof(TwilioSmsOptions), name);
        if (options.AccountSid is not { Length: > 0 } || !options.AccountSid.All(char.IsAsciiLetterOrDigit))
            result.AddError("must be an account's SID, letters and digits.", nameof(options.AccountSid));
        if (string.IsNullOrWhiteSpace(options.AuthToken))
            result.AddError("must be given.", nameof(options.AuthToken));
        if (string.IsNullOrWhiteSpace(options.From) == string.IsNullOrWhiteSpace(options.MessagingServiceSid))
            result.AddError("give either From or MessagingServiceSid.", nameof(options.From));
        if (options.MaxParts is < 1 or > 255)
            result.AddError("must be between 1 and 255.", nameof(options.MaxParts));
        WebOptions.CheckTimeout(result, options.Timeout, nameof(options.Timeout));
        WebOptions.CheckAddress(result, options.BaseAddress, nameof(options.BaseAddress));
        if (options.StatusCallback is { } callback)
            WebOptions.CheckAddress(result, callback, nameof(options.StatusCallback));
        return result.Build();
    }
}
