namespace Retention.Workflows.Email.Reports;

/// <summary>Why a mail was not delivered, as far as codes and words tell.</summary>
internal enum BounceCause
{
    /// <summary>The text does not tell.</summary>
    Unknown,

    /// <summary>The mailbox or its domain does not exist, is closed, has moved, or takes no mail.</summary>
    NoMailbox,

    /// <summary>The mailbox is full, switched off for a while, or its server could not be reached.</summary>
    NotNow,

    /// <summary>Our sender's mailbox or domain is refused.</summary>
    SenderAddress,

    /// <summary>Our sending rate is too high.</summary>
    SenderRate,

    /// <summary>SPF, DKIM, DMARC or the reverse DNS of our server failed.</summary>
    SenderAuthentication,

    /// <summary>Our server's address or our domain is on a list, or has a bad reputation.</summary>
    SenderBlocked,

    /// <summary>The text, its size or a policy was refused.</summary>
    Refused,

    /// <summary>The server goes on trying.</summary>
    Delayed,
}
