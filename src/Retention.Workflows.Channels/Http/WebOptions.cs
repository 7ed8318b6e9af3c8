using Retention.Workflows.Channels.Shared;


namespace Retention.Workflows.Channels.Http;

/// <summary>The rules that the options of every HTTP channel share.</summary>
internal static class WebOptions
{
    internal static void CheckTimeout(OptionsErrors result, TimeSpan timeout, string name)
    {
        if (timeout < TimeSpan.FromSeconds(1) || timeout > TimeSpan.FromMinutes(5))
            result.AddError("must be between 1 second and 5 minutes.", name);
    }

    internal static void CheckAddress(OptionsErrors result, Uri? address, string name)
    {
        if (address is not { IsAbsoluteUri: true } || !IsSafe(address))
            result.AddError("must be an https address; http is for the loopback.", name);
    }

    /// <summary>Checks a secret for a header: present, on one line, in ASCII.</summary>
    internal static void CheckSecret(OptionsErrors result, string? secret, string name)
    {
        if (string.IsNullOrWhiteSpace(secret) || secret.Any(static character => character is <= ' ' or > '~'))
            result.AddError("must be given, in ASCII without blanks.", name);
    }

    private static bool IsSafe(Uri address) =>
        address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback);
}
