using System.Text.RegularExpressions;

namespace Retention.Workflows.Email.Reports;

/// <summary>
/// What mail servers say in words. Servers often give a coarse code (<c>5.0.0</c>, <c>5.7.1</c>, or none) and the cause in words only.
/// </summary>
/// <remarks>
/// The first row that matches decides. Rows about the sender come before rows about the mailbox: a refusal for our fault must not suppress
/// a mailbox. The words were collected from the documentation of mail servers and from public bounces.
/// </remarks>
internal static partial class BounceWords
{
    private static readonly (Func<Regex> Words, BounceCause Cause)[] Rows =
    [
        (Sender, BounceCause.SenderAddress),
        (Authentication, BounceCause.SenderAuthentication),
        (Blocked, BounceCause.SenderBlocked),
        (Rate, BounceCause.SenderRate),
        (Full, BounceCause.NotNow),
        (Suspended, BounceCause.NotNow),
        (TemporaryLookup, BounceCause.NotNow),
        (NoMailbox, BounceCause.NoMailbox),
        (NoDomain, BounceCause.NoMailbox),
        (Refused, BounceCause.Refused),
        (NotNow, BounceCause.NotNow),
    ];

    internal static BounceCause CauseOf(string text)
    {
        var line = Wrapper().Replace(Blanks().Replace(text, " "), "");
        foreach (var (words, cause) in Rows)
        {
            if (words().IsMatch(line))
                return cause;
        }

        return BounceCause.Unknown;
    }

    /// <summary>A gateway puts these words before the reply of any server.</summary>
    [GeneratedRegex(@"5\.1\.0 - Unknown address error(?= *\d)", RegexOptions.CultureInvariant)]
    private static partial Regex Wrapper();

    [GeneratedRegex(
        @"sender (address |domain |e-?mail )?(is |was |has been )?(rejected|refused|denied|invalid|not (allowed|accepted"
        + @"|valid)|verify failed|unknown|does not exist)"
        + @"|(invalid|bad|unknown|unresolvable) sender|from: domain|after mail from|in (reply|response) to mail from"
        + @"|your (e-?mail )?address (is|was) rejected"
        + @"|(domain of )?sender (address|domain|host) .{0,80}(does not (exist|resolve)|not found|rejected)"
        + @"|(?<![\d.])5\.1\.[78](?![\d.])",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Sender();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    [GeneratedRegex(
        @"\bspf\b|\bdkim\b|\bdmarc\b|sender policy framework|sender ?id\b|unauthenticated e?-?mail|not authenticated"
        + @"|authentication (check|result|requirement|is required for (sender|relay))|does ?n.t meet the .*authentication"
        + @"|reverse (dns|mapping|lookup|hostname|address)|\brdns\b|\bptr\b|no (in-addr|reverse)|unable to verify sender.s domain"
        + @"|cannot (find|resolve) your (reverse )?(hostname|address)|client host rejected: cannot find|fix reverse dns"
        + @"|helo (command|name)? ?(rejected|invalid)|invalid helo|(?<![\d.])[45]\.7\.(2[0-79]|515|509|51[0-9])(?![\d.])",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Authentication();

    [GeneratedRegex(
        @"block ?list|black ?list|deny ?list|\brbls?\b|\bdnsbl|\bdnswl|spamhaus|spamcop|barracuda ?(central|reputation)|sorbs"
        + @"|\bcbl\b|surbl|uribl"
        + @"|senderbase|reputation|(your|sending|client|this|sender|remote) ?(mta|mail ?server|server|host|ip|network|net"
        + @"|address|ip address)('s)?"
        + @" [^.]{0,60}?(is|was|has been|been|are)? ?(temporarily |permanently )?(blocked|banned|(?<!not )listed|blackholed"
        + @"|denied|refused)"
        + @"|(blocked|banned) (by|using|in|on|at|from|for) |(?<!not )listed (by|on|at) "
        + @"|messages from [^ ]+ [^.]{0,30}(blocked|weren.t sent|deferred)"
        + @"|client host [^.]{0,40}(rejected|blocked)|ip (address )?[\[\d.\]]+ [^.]{0,40}(block|reject|refus|list|not allowed"
        + @"|not permitted)"
        + @"|access from ip address|(connection|access|connect) (refused|denied|rejected|blocked)?,? ?(from|for) (your|this|\[?\d+\.)"
        + @"|refused to talk to me: 5\d\d|bad (dns )?rep|unsolicited (mail|e-?mail|message)s? (originating )?from|dynamic (ip"
        + @"|pool|address)"
        + @"|spam (source|sender|relay|origin)|suspicious (due to|activity) [^.]{0,40}(ip|reputation)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Blocked();

    [GeneratedRegex(
        @"too many (connections|concurrent|messages|mails|emails|recipients|requests|invalid recipients|errors|sessions"
        + @"|unknown|smtp|hops? from your)"
        + @"|rate ?-?limit|throttl|exceeded (the |your )?(maximum |max |allowed )?(\w+ )?(rate|number of (messages"
        + @"|connections|recipients)|sending|message limit)"
        + @"|(sending|message|messaging|hourly|daily|recipients?|connection|mail) (rate|limit|limits|quota) (exceed"
        + @"|has been exceed|reached|is)"
        + @"|unusual (rate|volume|sending)|receiving mail (at a rate|too quickly)|(messages?|mails?) too (fast|quickly)|slow down"
        + @"|concurrency|deferred due to (user complaints|unexpected)|daily (user )?sending|maximum number of (messages"
        + @"|recipients|connections)"
        + @"|too much (load|mail)|excessive|(?<![\d.])(4\.7\.(28|3\d)|5\.7\.28)(?![\d.])|access.tempor.*too many",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Rate();

    [GeneratedRegex(
        @"(mail ?box|mail ?folder|inbox|account|user|recipient|mail ?drop|mail quota|storage|disk|maildir|message store)[^.]{0,60}"
        + @"(is full|full\b|over ?-?quota|quota|exceed|out of space|too (large|big))|over (its |the )?(disk |storage "
        + @"|mail )?(quota|limit)\b"
        + @"|quota (is )?(exceed|full|violation|reached|limit)|exceed(s|ed|ing)? [^.]{0,30}(quota|storage)"
        + @"|insufficient (system |disk )?(storage|space)"
        + @"|not enough (disk |storage )?space|no space|disk (space|quota|full)|out of (disk|storage|memory)|maximum (mailbox|storage)"
        + @"|hop count|メールボックスが一杯|容量",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Full();

    [GeneratedRegex(
        @"suspend|inactive|temporarily (disabled|locked|deactivated|inactive)|is locked|(account|mailbox|user"
        + @"|email)[^.]{0,40}(on hold|frozen)"
        + @"|currently (disabled|suspended)|not activated|has been (locked|frozen)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Suspended();

    [GeneratedRegex(
        @"temporary (lookup|dns|name|resolution)|lookup (failure|timed out|temporarily)|name service error.*(try again|type=)"
        + @"|host not found, try again"
        + @"|could not be found[^.]{0,20}temporar|dns (timeout|server (failure|returned|error))|servfail"
        + @"|cname lookup failed temporarily"
        + @"|temporarily unable to (look|resolve)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex TemporaryLookup();

    [GeneratedRegex(
        @"(user|users?name|recipients?|mail ?box(es)?|account|address(es)?|addressee|subscriber|customer|alias|person|name"
        + @"|local ?part|e-?mail address)"
        + @"(\(s\))?[ ,:'<""\[(][^.;]{0,80}?\b(is |are |was |has |been |does |do |did |could |can |the )?(unknown"
        + @"|n[o']t? (exist|found|known|available"
        + @"|listed|recogni[sz]ed|valid|a (valid|known)|in (our|the|this)|registered|active|here|on)|n.t exist|non.?exist"
        + @"|invalid|no longer"
        + @"|disabled|closed|deleted|deactivated|terminated|discontinued|removed|undeliverable here|unrouteable|expired"
        + @"|cancel|undefined)"
        + @"|(unknown|invalid|no such|no|non-?existent|nonexist\w*|unrecogni[sz]ed|unrouteable|illegal|bad|undeliverable"
        + @"|nosuch|undefined)"
        + @" (local )?(user|recipient|mail ?box|mail ?drop|account|address|addressee|person|local ?part|alias"
        + @"|destination (mailbox )?address|rcpt"
        + @"|virtual user|users?name|subscriber|name|entry|people)|user.?unknown|unknown.?(user|recipient|virtual)"
        + @"|unknownuser|nosuchuser"
        + @"|no such(?! file| process)|no valid recipient|invalid [\w ]{0,20}user ?id|not a (valid|known|local) (mail ?box"
        + @"|user|recipient|address|account)|not our customer|does ?n[o']t have an? [^.]{0,30}account"
        + @"|no account|mail ?box (unavailable|not available|not found)|did ?n.t (match|find) any|could ?n.t be found|cannot be found"
        + @"|(not|n.t) (found|listed) in [^.]{0,40}(directory|domino|address book|database|list)|has moved|user (has )?left"
        + @"|no longer (with|works|employed)"
        + @"|this (account|address) [^.]{0,30}no longer|recipnotfound|recipient.{0,10}not.{0,5}found|address not (found"
        + @"|present)|deactivat"
        + @"|does ?n[o']t exist|not exist|unknown in|reject(ed)?: unknown|account (is |has been )?(disabled|closed|deleted|terminated)"
        + @"|(mailbox|user|account|address|recipient)[^.]{0,20}disabled|this user does ?n[o']t"
        + @"|doesn.t handle mail for that user|unable to relay .*unknown"
        + @"|no mail ?box|names? (no|not) mailbox|user not known|bad destination|permanently removed|was not found|has been closed",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NoMailbox();

    [GeneratedRegex(
        @"(host|domain|domain name|destination|system|server)[^.]{0,50}(unknown|not found|does ?n[o']t exist|not exist"
        + @"|no longer|could not be (found|resolved))"
        + @"|(unknown|no such|invalid|non-?existent|bad) (host|domain|destination|recipient domain)|nxdomain"
        + @"|indicated no smtp service|no (mx|mail exchange\w*|a record|valid mx|route to host record)"
        + @"|all relevant mx records point to non-existent|name or service not known|null ?mx|does not (accept"
        + @"|receive) (e-?)?mail|accepts? no mail"
        + @"|no mail (server|host)|illegal host|could ?n.t find (any )?(a |an )?(host|mx|mail|exchanger)"
        + @"|domain[^.]{0,20}n.t (found|exist)"
        + @"|mail receiving disabled|not accept(ing)? (any )?(mail|messages)|host or domain name not found|cannot find mx"
        + @"|dns error.{0,60}(nxdomain|not found)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NoDomain();

    [GeneratedRegex(
        @"spam|virus|malware|phish|content|(message|mail|size|data)[^.]{0,30}(too (large|big|long)|size|exceeds)|policy|relay"
        + @"|not allowed|not permitted"
        + @"|forbidden|unauthori[sz]ed|denied|refused by|rejected|filter|prohibit|banned|attachment|header|rfc ?\d{3,4}"
        + @"|syntax|protocol|unsolicited"
        + @"|not accepted|access|loop",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Refused();

    [GeneratedRegex(
        @"tempor|time(d)? ?-?out|time ?limit|try(ing)? again|retry|grey-?list|gray-?list|connection (refused|timed|lost|reset"
        + @"|died|dropped)|unreachable|not respond"
        + @"|no route to host|expired|deferred|unable to connect|could ?n.t connect|busy|unavailable|overload|resources",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NotNow();
}
