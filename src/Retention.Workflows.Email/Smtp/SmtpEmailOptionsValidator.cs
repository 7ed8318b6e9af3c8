using Microsoft.Extensions.Options;
using Retention.Workflows.Channels;
using Retention.Workflows.Channels.Shared;
using Retention.Workflows.Email.Mime;

namespace Retention.Workflows.Email.Smtp;

internal sealed class SmtpEmailOptionsValidator(IOptions<RetentionOptions> retention) : IValidateOptions<SmtpEmailOptions>
{
    public ValidateOptionsResult Validate(string? name, SmtpEmailOptions options)
    {
        var result = new OptionsErrors(nameof(SmtpEmailOptions), name);
        if (string.IsNullOrWhiteSpace(options.Host) || Uri.CheckHostName(options.Host) == UriHostNameType.Unknown)
            result.AddError("must be the name or address of a mail server.", nameof(options.Host));
        if (options.Port is < 1 or > 65535)
            result.AddError("must be between 1 and 65535.", nameof(options.Port));
        if (!Mailbox.TryParse(options.From, out _))
            result.AddError("must be a mailbox such as hello@example.org.", nameof(options.From));
        if (!OneLine.Is(options.FromName))
            result.AddError("must be one line without control characters.", nameof(options.FromName));
        if (options.Timeout < TimeSpan.FromSeconds(1) || options.Timeout > TimeSpan.FromMinutes(10))
            result.AddError("must be between 1 second and 10 minutes.", nameof(options.Timeout));
        if (!Enum.IsDefined(options.Relay))
            result.AddError("must be one of the named values.", nameof(options.Relay));
        if (!Enum.IsDefined(options.Security))
            result.AddError("must be one of the named values.", nameof(options.Security));
        CheckBounceAddress(result, options.BounceAddress);
        CheckConnections(result, options);
        CheckLogin(result, options);
        CheckDkim(result, options);
        return result.Build();
    }

    private void CheckBounceAddress(OptionsErrors result, string? address)
    {
        if (string.IsNullOrEmpty(address))
            return;
        if (!EnvelopeSender.IsValid(address))
            result.AddError(EnvelopeSender.Problem, nameof(SmtpEmailOptions.BounceAddress));
        else if (EnvelopeSender.HasToken(address) && retention.Value.Privacy.Key.Length == 0)
            result.AddError(
                "needs RetentionOptions.Privacy.Key, with which tokens are signed.", nameof(SmtpEmailOptions.BounceAddress));
    }

    private static void CheckConnections(OptionsErrors result, SmtpEmailOptions options)
    {
        if (options.MaxConnections is < 1 or > 1000)
            result.AddError("must be between 1 and 1000.", nameof(options.MaxConnections));
        if (options.MaxMailsPerConnection < 1)
            result.AddError("must be 1 or more.", nameof(options.MaxMailsPerConnection));
        if (options.KeepConnections < TimeSpan.Zero || options.KeepConnections > TimeSpan.FromMinutes(10))
            result.AddError("must be between 0 and 10 minutes.", nameof(options.KeepConnections));
    }

    private static void CheckLogin(OptionsErrors result, SmtpEmailOptions options)
    {
        var hasUser = !string.IsNullOrEmpty(options.UserName);
        var hasPassword = !string.IsNullOrEmpty(options.Password);
        if (hasPassword && options.AccessToken is not null)
            result.AddError("give either Password or AccessToken.", nameof(options.AccessToken));
        else if (hasUser != (hasPassword || options.AccessToken is not null))
            result.AddError("give a user name with a password or an access token, or neither.", nameof(options.UserName));
        else if (hasUser && options.Security is SmtpSecurity.None or SmtpSecurity.StartTlsWhenAvailable && !IsLoopback(options.Host))
            result.AddError(
                "a login is not sent over a connection that may be unencrypted; require TLS or remove the login.",
                nameof(options.Security));
    }

    private static void CheckDkim(OptionsErrors result, SmtpEmailOptions options)
    {
        if (string.IsNullOrEmpty(options.DkimPrivateKey))
        {
            if (!string.IsNullOrEmpty(options.DkimSelector) || !string.IsNullOrEmpty(options.DkimDomain))
                result.AddError("must be given with a selector or domain.", nameof(options.DkimPrivateKey));
            return;
        }

        if (string.IsNullOrWhiteSpace(options.DkimSelector))
            result.AddError("must be given with a key.", nameof(options.DkimSelector));
        else if (Mailbox.TryParse(options.From, out _) && !Dkim.CanSign(options))
            result.AddError("must be a private key in PEM form, RSA or Ed25519.", nameof(options.DkimPrivateKey));
    }

    private static bool IsLoopback(string host) =>
        host == "localhost" || (System.Net.IPAddress.TryParse(host, out var address) && System.Net.IPAddress.IsLoopback(address));
}
