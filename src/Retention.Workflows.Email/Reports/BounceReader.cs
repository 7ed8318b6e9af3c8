using System.Text.RegularExpressions;
using Retention.Workflows.Channels;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Email.Reports;

/// <summary>Reads the cause of a bounce from its codes and words. Words decide, since codes are often coarse.</summary>
internal static partial class BounceReader
{
    /// <summary>The report of a failure: what it says about the address, and the reason as a code.</summary>
    /// <param name="status">The enhanced status code of a delivery status notification; null without one.</param>
    /// <param name="diagnosis">What the refusing server said; null without a notification.</param>
    /// <param name="text">The text of the bounce.</param>
    /// <returns>The report's status, what it says about the address, the reason, and whether the cause is the sender.</returns>
    internal static (DeliveryReportStatus Status, BounceClass Bounce, string Reason, bool IsAboutSender) Failure(
        string? status, string? diagnosis, string text)
    {
        var code = status is null ? null : Code().Match(status) is { Success: true } match ? match.Value : null;
        var said = diagnosis ?? "";
        var cause = BounceWords.CauseOf($"{code} {said}");
        var bounce = ClassOf(cause);
        if (cause is BounceCause.Unknown or BounceCause.Refused)
        {
            var coded = FirstClass(said, code);
            if (coded != BounceClass.None)
                (cause, bounce) = (BounceCause.Unknown, coded);
            else if (BounceWords.CauseOf(text) is not (BounceCause.Unknown or BounceCause.Refused) and var fromText)
                (cause, bounce) = (fromText, ClassOf(fromText));
            else if (cause == BounceCause.Unknown)
                bounce = FirstClass(text, null);
        }

        // A permanent status of a class 4 code says that the server gave up. The mailbox may be there nevertheless.
        code ??= Code().Match(said) is { Success: true } inDiagnosis ? inDiagnosis.Value
            : Code().Match(text) is { Success: true } inText ? inText.Value : null;
        var fault = FaultOf(cause);
        return (DeliveryReportStatus.Failed, bounce, fault ?? (code is null ? "bounced" : $"smtp-{code}"),
            fault is not null && !IsAboutMailbox($"{code} {said} {text}"));
    }

    /// <summary>The fault of the sender that a server's reply names; null if its cause is something else.</summary>
    internal static string? FaultOf(string reply) => IsAboutMailbox(reply) ? null : FaultOf(BounceWords.CauseOf(reply));

    /// <summary>What a server's permanent refusal says about the address, by the words and codes that bounces have as well.</summary>
    internal static BounceClass RefusalOf(string reply) => Failure(null, reply, "").Bounce;

    private static string? FaultOf(BounceCause cause) => cause switch
    {
        BounceCause.SenderAddress => SenderFaults.Address,
        BounceCause.SenderRate => SenderFaults.Rate,
        BounceCause.SenderAuthentication => SenderFaults.Authentication,
        BounceCause.SenderBlocked => SenderFaults.Blocked,
        _ => null,
    };

    /// <summary>True if a rate is that of one mailbox, which gets too many mails from anybody.</summary>
    private static bool IsAboutMailbox(string reply) => MailboxRate().IsMatch(reply);

    private static BounceClass ClassOf(BounceCause cause) => cause switch
    {
        BounceCause.NoMailbox => BounceClass.Hard,
        BounceCause.NotNow => BounceClass.Soft,
        _ => BounceClass.None,
    };

    private static BounceClass FirstClass(string text, string? code)
    {
        var bounce = EnhancedStatus.Classify(code);
        return bounce == BounceClass.None ? EnhancedStatus.Classify(text) : bounce;
    }

    [GeneratedRegex(@"(?<![\w.@])[45]\.2\.\d{1,3}(?![\w\-@]|\.\d)|receiving mail (at a rate|too quickly)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex MailboxRate();

    [GeneratedRegex(@"(?<![\w.@])[245]\.\d{1,3}\.\d{1,3}(?![\w\-@]|\.\d)", RegexOptions.CultureInvariant)]
    private static partial Regex Code();
}
