namespace Retention.Workflows.Email.Tests.Reports;

/// <summary>Why the reader disagrees with the labels of the real bounces: the words of the mail.</summary>
internal static class BounceDisagreements
{
    internal const string Unexplained = "UNEXPLAINED";

    internal static string Why(string file) => Reasons.GetValueOrDefault(file, Unexplained);

    private static Dictionary<string, string> Reasons { get; } = new(StringComparer.Ordinal)
    {
        ["lhost-dragonfly-27.eml"] = @"""Disabled recipient address"": RFC 3463 calls a disabled mailbox permanent",
        ["lhost-exim-31.eml"] = @"""may not exist, may be blacklisted, or missing the proper dns entries"": one of three is our fault",
        ["lhost-ezweb-03.eml"] = @"""The user(s) account is disabled"": RFC 3463 calls a disabled mailbox permanent",
        ["lhost-outlook-03.eml"] = @"""the domain is not reachable ... try again"": not unknown, not now",
        ["lhost-postfix-01.eml"] = @"status 5.1.1 and ""No such user""",
        ["lhost-receivingses-01.eml"] = @"5.1.1 ""Mailbox does not exist""",
        ["lhost-sendmail-57.eml"] = @"5.7.27 says that the domain of the sender takes no mail (RFC 7505)",
        ["lhost-x2-01.eml"] = @"""This user doesn't have a ... account""",
        ["lhost-zoho-03.eml"] = @"""Invalid Address"" and ""mailbox unavailable""",
        ["rfc3464-01.eml"] = @"several recipients; the first one is ""User Unknown"", and our mails have one",
        ["rhost-google-01.eml"] = @"5.2.1 ""account is disabled"": permanent at Google",
        ["lhost-mailfoundry-01.eml"] = @"""No such user""",
        ["lhost-mfilter-03.eml"] = @"""No such user""",
        ["lhost-surfcontrol-01.eml"] = @"""No such user""",
        ["lhost-mailru-07.eml"] = @"""User unknown"", or ""Unknown user""",
        ["lhost-mfilter-01.eml"] = @"""User unknown"", or ""Unknown user""",
        ["lhost-mxlogic-03.eml"] = @"""User unknown"", or ""Unknown user""",
        ["lhost-postfix-03.eml"] = @"""User unknown"", or ""Unknown user""",
        ["lhost-postfix-07.eml"] = @"""User unknown"", or ""Unknown user""",
        ["lhost-postfix-35.eml"] = @"""User unknown"", or ""Unknown user""",
        ["lhost-sendmail-19.eml"] = @"""User unknown"", or ""Unknown user""",
        ["lhost-sendmail-27.eml"] = @"""User unknown"", or ""Unknown user""",
        ["lhost-sendmail-51.eml"] = @"""User unknown"", or ""Unknown user""",
        ["lhost-x1-01.eml"] = @"""User unknown"", or ""Unknown user""",
        ["rhost-kddi-01.eml"] = @"""User unknown"", or ""Unknown user""",
        ["rhost-nttdocomo-01.eml"] = @"""User unknown"", or ""Unknown user""",
        ["rhost-nttdocomo-03.eml"] = @"""User unknown"", or ""Unknown user""",
    };
}
