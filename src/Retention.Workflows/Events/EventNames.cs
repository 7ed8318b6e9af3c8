namespace Retention.Workflows;

/// <summary>The event names that the library itself writes or understands.</summary>
public static class EventNames
{
    /// <summary>The customer bought; the amount is the order's total, the lines are what was bought.</summary>
    public static EventName Purchase { get; } = new("purchase");

    /// <summary>The shop paid money back; the amount is negative. It lowers what was spent and is no purchase.</summary>
    public static EventName Refund { get; } = new("refund");

    /// <summary>The cart as it is now: the lines are all that lies in it, the amount is its total where the shop knows one. No lines is an empty cart. Property: <c>cart</c>, its id.</summary>
    public static EventName CartUpdated { get; } = new("cart-updated");

    /// <summary>Something was put into the cart: the lines are what was added. Property: <c>cart</c>; without lines <c>product</c>, <c>quantity</c> and <c>price</c> say what.</summary>
    public static EventName CartItemAdded { get; } = new("cart-item-added");

    /// <summary>Something was taken out of the cart: the lines are what was removed. Properties as <see cref="CartItemAdded"/>.</summary>
    public static EventName CartItemRemoved { get; } = new("cart-item-removed");

    /// <summary>The customer began to pay. Lines, where there are any, are the whole cart, as in <see cref="CartUpdated"/>; without lines it stays as it was.</summary>
    public static EventName CheckoutStarted { get; } = new("checkout-started");

    /// <summary>A channel accepted a message. Properties: <c>journey</c>, <c>enrollment</c>, <c>step</c>, <c>message</c>, <c>channel</c>.</summary>
    public static EventName MessageSent { get; } = new("message-sent");

    /// <summary>A message was not sent. Properties as <see cref="MessageSent"/>, and <c>reason</c>.</summary>
    public static EventName MessageRefused { get; } = new("message-refused");

    /// <summary>A message reached the device or the mailbox, as its provider reported. Properties as <see cref="MessageSent"/>.</summary>
    public static EventName MessageDelivered { get; } = new("message-delivered");

    /// <summary>A message that its provider had accepted was not delivered, as it reported later. Properties as <see cref="MessageSent"/>, and <c>reason</c>. Its place under frequency caps is free again.</summary>
    public static EventName MessageFailed { get; } = new("message-failed");

    /// <summary>A message was opened. Properties as <see cref="MessageSent"/>, and <c>evidence</c>: human, machine or unknown.</summary>
    public static EventName MessageOpened { get; } = new("message-opened");

    /// <summary>A link of a message was followed. Properties as <see cref="MessageOpened"/>.</summary>
    public static EventName MessageClicked { get; } = new("message-clicked");

    /// <summary>A message came back. Properties: <c>channel</c>, and <c>class</c>: hard or soft. A hard bounce suppresses the address at once, the one that the message went to where a report tells, else the customer's on the channel, the third soft one in seven days too.</summary>
    public static EventName MessageBounced { get; } = new("message-bounced");

    /// <summary>The customer called a message unwanted. Property: <c>channel</c>. Suppresses the customer's address on the channel.</summary>
    public static EventName MessageComplained { get; } = new("message-complained");

    /// <summary>The customer wants no more. Properties: <c>channel</c>, and <c>topic</c>, default marketing. Suppresses the customer's address on the channel for the topic.</summary>
    public static EventName Unsubscribed { get; } = new("unsubscribed");

    /// <summary>The customer moved from one segment to another. Properties: <c>from</c>, <c>to</c>, <c>score</c>, <c>model</c>.</summary>
    public static EventName SegmentChanged { get; } = new("segment-changed");

    /// <summary>A voucher was issued. Properties: <c>journey</c>, <c>enrollment</c>, <c>step</c>, <c>offer</c>; never the code.</summary>
    public static EventName VoucherIssued { get; } = new("voucher-issued");

    /// <summary>A voucher was redeemed; the amount is the discount. Properties: <c>offer</c>, <c>order</c>.</summary>
    public static EventName VoucherRedeemed { get; } = new("voucher-redeemed");
}
