namespace Retention.Workflows.Messaging;

/// <summary>What a refusal or a failure says about the customer's address on a channel.</summary>
public enum BounceClass
{
    /// <summary>Nothing: the text, our settings or the provider are at fault.</summary>
    None = 0,

    /// <summary>The address does not work now and may work again: a full mailbox, a phone that is off.</summary>
    Soft = 1,

    /// <summary>The address does not exist or takes no messages: it is not to be used again.</summary>
    Hard = 2,

    /// <summary>The customer called the message unwanted.</summary>
    Complaint = 3,

    /// <summary>The customer told the provider to stop messages from this sender.</summary>
    Unsubscribed = 4,
}
