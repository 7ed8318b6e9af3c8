using System.Net.Mail;
using System.Net.Sockets;
using System.Security.Authentication;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels.Email;

/// <summary>Reads from what <see cref="SmtpClient"/> threw whether the mail left.</summary>
/// <remarks>
/// The client does not say in which phase a connection broke. A connection that never came about is a certain non-send, a reply is an
/// answer, and everything else after connecting is ambiguous. Nothing of the exception's text goes on but the
/// class of its enhanced code: servers quote addresses in it.
/// </remarks>
internal static class SmtpAnswers
{
    internal const string TimedOut = "smtp-timeout";

    /// <summary>The server wants a login or an encrypted line: a matter of our settings, so the channel rests until they are right.</summary>
    private static readonly int[] SettingsReplies = [530, 534, 535, 538];

    internal static DeliveryResult Of(SmtpException failure, bool asciiUser)
    {
        var reply = (int)failure.StatusCode;
        if (SettingsReplies.Contains(reply))
            return DeliveryResult.PauseChannel($"smtp-{reply}");
        if (reply is >= 400 and <= 499)
            return DeliveryResult.RetryLater($"smtp-{reply}");
        if (reply is >= 500 and <= 599)
            return DeliveryResult.Rejected($"smtp-{reply}", EnhancedStatus.Classify(failure.Message));
        if (failure.StatusCode != SmtpStatusCode.GeneralFailure)
            return DeliveryResult.Ambiguous($"smtp-{reply}");

        return failure.InnerException switch
        {
            SocketException => DeliveryResult.RetryLater("smtp-unreachable"),
            AuthenticationException => DeliveryResult.RetryLater("smtp-tls-failed"),
            null when SaysNoTls(failure) => DeliveryResult.RetryLater("smtp-tls-missing"),
            null when !asciiUser => DeliveryResult.Rejected("invalid-address"),
            _ => DeliveryResult.Ambiguous("smtp-broken"),
        };
    }

    /// <summary>
    /// A server without STARTTLS is told from one that broke the protocol by the text alone; in trimmed programs that is the resource's key.
    /// If the text ever changes, the outcome is the careful one, ambiguous.
    /// </summary>
    private static bool SaysNoTls(SmtpException failure) =>
        failure.Message.Contains("secure connections", StringComparison.OrdinalIgnoreCase)
        || failure.Message.Contains("StartTls", StringComparison.OrdinalIgnoreCase);
}
