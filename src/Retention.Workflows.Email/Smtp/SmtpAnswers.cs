using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Retention.Workflows.Channels;
using Retention.Workflows.Email.Reports;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Email.Smtp;

/// <summary>Decides from the failure of a send, and from its phase, whether the mail was sent.</summary>
/// <remarks>
/// A reply is an answer, read by the same words and codes as bounces. Without a reply, a mail whose body had not begun to leave is a
/// certain non-send; later it is ambiguous. The server's text itself is not passed on, since servers quote addresses in it.
/// </remarks>
internal static class SmtpAnswers
{
    internal const string TimedOut = "smtp-timeout";
    internal const string Broken = "smtp-broken";

    /// <summary>
    /// The server requires a login or encryption. This is a matter of our settings, so the channel pauses until they are fixed.
    /// </summary>
    private static readonly int[] SettingsReplies = [530, 534, 535, 538];

    private static readonly string[] OfThisMail = ["5.3.4", "5.6.7"];

    /// <param name="failure">The exception of the client.</param>
    /// <param name="hasBegun">True if the first byte of the body was handed over.</param>
    internal static DeliveryResult Of(Exception failure, bool hasBegun) => failure switch
    {
        SmtpCommandException reply => Reply(reply, hasBegun),
        AuthenticationException { InnerException: SmtpCommandException reply } => Login((int)reply.StatusCode),
        ServiceNotAuthenticatedException => DeliveryResult.PauseChannel("smtp-530"),
        AuthenticationException => DeliveryResult.PauseChannel("smtp-login-refused"),
        SmtpConnection.NoServiceException refusal => DeliveryResult.Unreachable($"smtp-{refusal.Reply}"),
        SmtpConnection.AccessTokenException => DeliveryResult.Unreachable("smtp-token-unavailable"),
        SslHandshakeException => DeliveryResult.Unreachable("smtp-tls-failed"),
        NotSupportedException when !hasBegun => DeliveryResult.Unreachable("smtp-tls-missing"),
        SocketException when !hasBegun => DeliveryResult.Unreachable("smtp-unreachable"),
        OperationCanceledException or TimeoutException => Unknown(TimedOut, hasBegun),
        _ => Unknown(Broken, hasBegun),
    };

    /// <summary>True if the connection broke, or the server is closing it (421).</summary>
    internal static bool IsBroken(Exception failure) => failure is IOException or SocketException or ProtocolException
        or ServiceNotConnectedException or SmtpConnection.NoServiceException or SmtpCommandException { StatusCode: SmtpStatusCode.ServiceNotAvailable };

    /// <summary>
    /// True if the server refuses our sender for good, for example because it may not have a token. It would refuse every mail. Many
    /// servers answer so only after the recipient. 552 and 5.3.4 are about the size of this mail, 5.6.7 about its recipient.
    /// </summary>
    private static bool IsAboutSender(SmtpCommandException failure) => (int)failure.StatusCode is >= 500 and <= 599 and not 552
        && (BounceWords.CauseOf(failure.Message) == BounceCause.SenderAddress
            || (failure.ErrorCode == SmtpErrorCode.SenderNotAccepted && !OfThisMail.Any(failure.Message.Contains)));

    private static DeliveryResult Unknown(string reason, bool hasBegun) =>
        hasBegun ? DeliveryResult.Ambiguous(reason) : DeliveryResult.Unreachable(reason);

    private static DeliveryResult Login(int reply) =>
        reply is >= 400 and <= 499 ? DeliveryResult.RetryLater($"smtp-{reply}") : DeliveryResult.PauseChannel($"smtp-{reply}");

    private static DeliveryResult Reply(SmtpCommandException failure, bool hasBegun)
    {
        var reply = (int)failure.StatusCode;
        if (SettingsReplies.Contains(reply) || IsAboutSender(failure))
            return DeliveryResult.PauseChannel($"smtp-{reply}");
        // A refusal for our own fault says nothing about the address, and every other mail would be refused as well.
        if (reply is >= 400 and <= 599 && BounceReader.FaultOf(failure.Message) is { } fault)
            return DeliveryResult.PauseChannel(fault);
        return reply switch
        {
            >= 400 and <= 499 => DeliveryResult.RetryLater($"smtp-{reply}"),
            >= 500 and <= 599 => DeliveryResult.Rejected($"smtp-{reply}", BounceReader.RefusalOf(failure.Message)),
            _ => Unknown(Broken, hasBegun), // a reply that fits no command
        };
    }
}
