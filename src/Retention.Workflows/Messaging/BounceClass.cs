namespace Retention.Workflows.Messaging;

/// <summary>What a refusal or failure says about the customer's address on a channel.</summary>
public enum BounceClass
{
    /// <summary>Nothing. The cause is the text, the shop's settings or the provider.</summary>
    None = 0,

    /// <summary>The address does not work now but may work later: a full mailbox, a phone that is switched off.</summary>
    Soft = 1,

    /// <summary>The address does not exist or accepts no messages. It must not be used again.</summary>
    Hard = 2,

    /// <summary>The customer reported the message as unwanted.</summary>
    Complaint = 3,

    /// <summary>The customer unsubscribed from this sender at the provider.</summary>
    Unsubscribed = 4,
}
