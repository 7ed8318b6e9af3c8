using Microsoft.Extensions.Options;
using Retention.Workflows.Channels.Addresses;
using Retention.Workflows.Channels.Validation;

namespace Retention.Workflows.Channels.Email;

internal sealed class SmtpEmailOptionsValidator : IValidateOptions<SmtpEmailOptions>
{
    public ValidateOptionsResult Validate(string? name, SmtpEmailOptions options)
    {
        var result = new OptionsErrors(nameof(SmtpEmailOptions), name);
        if (string.IsNullOrWhiteSpace(options.Host) || Uri.CheckHostName(options.Host) == UriHostNameType.Unknown)
            result.AddError("must be the name or address of a mail server.", nameof(options.Host));
        if (options.Port is < 1 or > 65535)
            result.AddError("must be between 1 and 65535.", nameof(options.Port));
        if (options.Port == 465)
            result.AddError("465 (implicit TLS) is not supported; use 587 with STARTTLS.", nameof(options.Port));
        if (!Mailbox.TryParse(options.From, out _))
            result.AddError("must be a mailbox such as hello@example.org.", nameof(options.From));
        if (!Mailbox.IsOneLine(options.FromName))
            result.AddError("must be one line without control characters.", nameof(options.FromName));
        if (options.Timeout < TimeSpan.FromSeconds(1) || options.Timeout > TimeSpan.FromMinutes(10))
            result.AddError("must be between 1 second and 10 minutes.", nameof(options.Timeout));
        if (string.IsNullOrEmpty(options.UserName) != string.IsNullOrEmpty(options.Password))
            result.AddError("give both a user name and a password, or neither.", nameof(options.UserName));
        if (!options.UseTls && !string.IsNullOrEmpty(options.Password) && !IsLoopback(options.Host))
            result.AddError(
                "a password is not sent over an unencrypted connection; turn TLS on or remove the password.", nameof(options.UseTls));
        return result.Build();
    }

    private static bool IsLoopback(string host) =>
        host == "localhost" || (System.Net.IPAddress.TryParse(host, out var address) && System.Net.IPAddress.IsLoopback(address));
}
