using System.Net.Mail;
using System.Net.Sockets;
using System.Security.Authentication;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels.Email;

/// <summary>Decides from the exception of <see cref="SmtpClient"/> whether the mail was sent.</summary>
/// <remarks>
/// The client does not report the phase in which a connection broke. A connection that was never established is a certain non-send, a reply
/// is an answer, and every other failure after connecting is ambiguous. Of the exception's text only the class of its enhanced code is
/// passed on, since servers quote addresses in it.
/// </remarks>
internal static class SmtpAnswers
{
    internal const string TimedOut = "smtp-timeout";

    /// <summary>
    /// The server requires a login or encryption. This is a matter of our settings, so the channel pauses until they are fixed.
    /// </summary>
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
    /// Only the text distinguishes a server without STARTTLS from one that broke the protocol; in trimmed programs the text is the
    /// resource's key.
    /// If the text ever changes, the outcome is the safe one: ambiguous.
    /// </summary>
    private static bool SaysNoTls(SmtpException failure) =>
        failure.Message.Contains("secure connections", StringComparison.OrdinalIgnoreCase)
        || failure.Message.Contains("StartTls", StringComparison.OrdinalIgnoreCase);
}
