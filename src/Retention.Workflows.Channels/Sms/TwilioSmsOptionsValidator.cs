using Microsoft.Extensions.Options;

namespace Retention.Workflows;

internal sealed class TwilioSmsOptionsValidator : IValidateOptions<TwilioSmsOptions>
{
    public ValidateOptionsResult Validate(string? name, TwilioSmsOptions options)
    {
        var result = new ValidateOptionsResultBuilder();
        if (options.AccountSid is not { Length: > 0 } || !options.AccountSid.All(char.IsAsciiLetterOrDigit))
            result.AddError("must be an account's SID, letters and digits.", nameof(options.AccountSid));
        if (string.IsNullOrWhiteSpace(options.AuthToken))
            result.AddError("must be given.", nameof(options.AuthToken));
        if (string.IsNullOrWhiteSpace(options.From) == string.IsNullOrWhiteSpace(options.MessagingServiceSid))
            result.AddError("give either From or MessagingServiceSid.", nameof(options.From));
        if (options.Timeout < TimeSpan.FromSeconds(1) || options.Timeout > TimeSpan.FromMinutes(5))
            result.AddError("must be between 1 second and 5 minutes.", nameof(options.Timeout));
        if (options.BaseAddress is not { IsAbsoluteUri: true } address || !IsSafe(address))
            result.AddError("must be an https address; http is for the loopback.", nameof(options.BaseAddress));
        return result.Build();
    }

    private static bool IsSafe(Uri address) =>
        address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback);
}
