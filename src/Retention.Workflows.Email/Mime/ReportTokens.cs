namespace Retention.Workflows.Email.Mime;

/// <summary>The form of <see cref="Messaging.OutgoingMessage.ReportToken"/>.</summary>
internal static class ReportTokens
{
    /// <summary>A regular expression. Servers fold the case of local parts, so it is matched without case.</summary>
    internal const string Pattern = "[A-Za-z2-7]{48}";

    /// <summary>An example of the full length.</summary>
    internal static string Longest { get; } = new('a', 48);
}
