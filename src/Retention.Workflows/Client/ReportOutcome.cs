using Retention.Workflows.Messaging;

namespace Retention.Workflows;

/// <summary>What became of a <see cref="DeliveryReport"/> that was handed in.</summary>
public enum ReportOutcome
{
    /// <summary>New, and recorded as events of the customer.</summary>
    Recorded = 0,

    /// <summary>It says nothing that is not recorded already.</summary>
    Repeated = 1,

    /// <summary>It says nothing that is worth recording: the message is on its way.</summary>
    Underway = 2,

    /// <summary>It names an address and no message: nothing of marketing is sent there any more.</summary>
    Suppressed = 3,

    /// <summary>It is about no message that is known here: its token is missing, forged or of another key, or the message was erased or purged. Nothing was done.</summary>
    Unknown = 4,
}
