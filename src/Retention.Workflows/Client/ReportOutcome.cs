using Retention.Workflows.Messaging;

namespace Retention.Workflows;

/// <summary>The result of taking a <see cref="DeliveryReport"/>.</summary>
public enum ReportOutcome
{
    /// <summary>The report was new and was recorded as events of the customer.</summary>
    Recorded = 0,

    /// <summary>Everything in the report was recorded before.</summary>
    Repeated = 1,

    /// <summary>The message is on its way; there was nothing to record.</summary>
    Underway = 2,

    /// <summary>
    /// The report names an address and no message, or a message that was erased or purged. An unsubscription suppresses marketing to the
    /// address, a complaint and a permanent bounce suppress every message to it. Nothing is stored about a customer.
    /// </summary>
    Suppressed = 3,

    /// <summary>
    /// The token is valid and the message is unknown: it was erased or purged, and the report says nothing about the address. Nothing was
    /// done.
    /// </summary>
    Unknown = 4,

    /// <summary>The report has no valid token: it is missing, forged or of another key. Nothing was done.</summary>
    Unmatched = 5,
}
