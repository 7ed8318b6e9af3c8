using System.Globalization;
using System.Text.RegularExpressions;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels;

/// <summary>
/// Enhanced mail status codes (RFC 3463): <c>5.1.1</c> in a server's reply, or in the <c>Status</c> of a bounce. Thread-safe.
/// </summary>
public static partial class EnhancedStatus
{
    /// <summary>Classifies the address from a reply or a bounce.</summary>
    /// <param name="text">A code alone, or a line with a code, such as <c>550 5.1.1 User unknown</c>; the first code counts.</param>
    /// <returns>
    /// <see cref="BounceClass.Hard"/> when the mailbox or its domain does not exist, is closed or has moved. <see cref="BounceClass.Soft"/>
    /// for
    /// all temporary failures (class 4), and for a full mailbox. <see cref="BounceClass.None"/> for success, for a text without a code, and
    /// for
    /// a refusal of the text, the sender or a policy, since none of these concerns the address.
    /// </returns>
    public static BounceClass Classify(string? text)
    {
        if (text is null || Code().Match(text) is not { Success: true } match)
            return BounceClass.None;

        // Class 4 failures of the sender are not a fault of the address either, but they are temporary as well.
        return match.Groups["class"].Value switch
        {
            "4" => BounceClass.Soft,
            "5" => Permanent(Number(match, "subject"), Number(match, "detail")),
            _ => BounceClass.None,
        };
    }

    private static BounceClass Permanent(int subject, int detail) => (subject, detail) switch
    {
        (1, 0) => BounceClass.None,                     // says only that it concerns an address
        (1, 7 or 8 or 9) => BounceClass.None,           // the sender's address, or a relay to a system without mail
        (1, _) => BounceClass.Hard,                     // no such mailbox, no such domain, moved, accepts no mail
        (2, 2) => BounceClass.Soft,                     // mailbox full
        (2, 1) => BounceClass.Hard,                     // mailbox closed; 5.2.0 says only that it concerns a mailbox
        (4, 4) => BounceClass.Hard,                     // no route to the domain
        (4, _) => BounceClass.Soft,                     // network
        _ => BounceClass.None,
    };

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    /// <summary>
    /// Does not match inside a longer number or an address: 10.5.1.1 is a host. In replies of several lines a digit and a hyphen precede
    /// it, <c>550-5.1.1</c>.
    /// </summary>
    [GeneratedRegex(@"(?<![\w.@]|\D-)(?<class>[245])\.(?<subject>\d{1,3})\.(?<detail>\d{1,3})(?![\w\-@]|\.\d)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Code();
}
