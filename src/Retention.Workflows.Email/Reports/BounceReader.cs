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
    internal static (DeliveryReportStatus Status, BounceClass Bounce, string Reason) Failure(string? status, string? diagnosis, string text)
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
        var reason = cause switch
        {
            BounceCause.SenderAddress => SenderFaults.Address,
            BounceCause.SenderRate => SenderFaults.Rate,
            BounceCause.SenderAuthentication => SenderFaults.Authentication,
            BounceCause.SenderBlocked => SenderFaults.Blocked,
            _ => code is null ? "bounced" : $"smtp-{code}",
        };
        return (DeliveryReportStatus.Failed, bounce, reason);
    }

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

    [GeneratedRegex(@"(?<![\w.@])[245]\.\d{1,3}\.\d{1,3}(?![\w\-@]|\.\d)", RegexOptions.CultureInvariant)]
    private static partial Regex Code();
}
