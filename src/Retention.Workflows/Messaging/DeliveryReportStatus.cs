namespace Retention.Workflows.Messaging;

/// <summary>The status that a <see cref="DeliveryReport"/> reports.</summary>
public enum DeliveryReportStatus
{
    /// <summary>In transit: queued, or handed to the next carrier.</summary>
    Underway = 0,

    /// <summary>The message reached the device or the mailbox.</summary>
    Delivered = 1,

    /// <summary>The customer opened the message.</summary>
    Opened = 2,

    /// <summary>The message will not be delivered.</summary>
    Failed = 3,

    /// <summary>The customer unsubscribed at the provider. This concerns the address, not a single message.</summary>
    Unsubscribed = 4,

    /// <summary>A link in the message was followed.</summary>
    Clicked = 5,

    /// <summary>The customer reported the message as unwanted.</summary>
    Complained = 6,
}
