using System.Globalization;
using System.Text.RegularExpressions;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels;

/// <summary>Enhanced mail status codes (RFC 3463): <c>5.1.1</c> in a server's reply, or in the <c>Status</c> of a bounce. Thread-safe.</summary>
public static partial class EnhancedStatus
{
    /// <summary>What a reply or a bounce says about the address.</summary>
    /// <param name="text">A code alone, or a line that holds one, such as <c>550 5.1.1 User unknown</c>; the first one counts.</param>
    /// <returns>
    /// <see cref="BounceClass.Hard"/> when the mailbox or its domain does not exist, is closed or has moved away; <see cref="BounceClass.Soft"/> for
    /// everything of class 4, which may pass, and for a full mailbox; <see cref="BounceClass.None"/> for a refusal of the text, the sender or
    /// a policy, which says nothing about the address, for success, and for a text without a code.
    /// </returns>
    public static BounceClass Classify(string? text)
    {
        if (text is null || Code().Match(text) is not { Success: true } match)
            return BounceClass.None;

        // Class 4 against the sender is no fault of the address either, but it passes as well.
        return match.Groups["class"].Value switch
        {
            "4" => BounceClass.Soft,
            "5" => Permanent(Number(match, "subject"), Number(match, "detail")),
            _ => BounceClass.None,
        };
    }

    private static BounceClass Permanent(int subject, int detail) => (subject, detail) switch
    {
        (1, 7 or 8 or 9) => BounceClass.None,           // the sender's address, or a relay to what is not mail
        (1, _) => BounceClass.Hard,                     // no such mailbox, no such domain, moved, takes no mail
        (2, 2) => BounceClass.Soft,                     // mailbox full
        (2, 0 or 1) => BounceClass.Hard,                // mailbox closed
        (4, 4) => BounceClass.Hard,                     // no way to the domain
        (4, _) => BounceClass.Soft,                     // network
        _ => BounceClass.None,
    };

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    /// <summary>Not within a longer number or an address: 10.5.1.1 is a host. A digit and a hyphen stand before it in a reply of several lines, <c>550-5.1.1</c>.</summary>
    [GeneratedRegex(@"(?<![\w.@]|\D-)(?<class>[245])\.(?<subject>\d{1,3})\.(?<detail>\d{1,3})(?![\w\-@]|\.\d)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Code();
}
