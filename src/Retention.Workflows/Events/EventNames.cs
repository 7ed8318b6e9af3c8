namespace Retention.Workflows;

/// <summary>The event names that the library writes or understands.</summary>
public static class EventNames
{
    /// <summary>The events that prove that a message arrived.</summary>
    internal static IReadOnlyList<EventName> Arrivals => [MessageDelivered, MessageOpened, MessageClicked];

    /// <summary>The customer bought. The amount is the order's total, the lines are the bought products.</summary>
    public static EventName Purchase { get; } = new("purchase");

    /// <summary>
    /// The shop refunded money; the amount is negative. It reduces the customer's total and does not count as a purchase. Property:
    /// <c>order</c>, the id of the purchase that is paid back. An order that is fully paid back does not count as a purchase any more.
    /// </summary>
    public static EventName Refund { get; } = new("refund");

    /// <summary>A purchase that does not count any more: fully paid back, or withdrawn. The store gives it this name.</summary>
    public static EventName WithdrawnPurchase { get; } = new("withdrawn-purchase");

    /// <summary>A refund of a <see cref="WithdrawnPurchase"/>. The store gives it this name.</summary>
    public static EventName WithdrawnRefund { get; } = new("withdrawn-refund");

    /// <summary>The shop withdrew an order, such as a test or a fraud. Property: <c>order</c>.</summary>
    public static EventName OrderWithdrawn { get; } = new("order-withdrawn");

    /// <summary>
    /// The current state of the cart. The lines are its whole content; the amount is its total if the shop knows it. No lines means an
    /// empty cart. Property: <c>cart</c>, the cart's id.
    /// </summary>
    public static EventName CartUpdated { get; } = new("cart-updated");

    /// <summary>
    /// Products were added to the cart; the lines are the added products. Property: <c>cart</c>. Without lines, <c>product</c>,
    /// <c>quantity</c> and <c>price</c> describe a single product.
    /// </summary>
    public static EventName CartItemAdded { get; } = new("cart-item-added");

    /// <summary>
    /// Products were removed from the cart; the lines are the removed products. Properties as in <see cref="CartItemAdded"/>.
    /// </summary>
    public static EventName CartItemRemoved { get; } = new("cart-item-removed");

    /// <summary>
    /// The customer started to pay. Lines, if there are any, are the whole cart, as in <see cref="CartUpdated"/>; without lines the cart
    /// does not change.
    /// </summary>
    public static EventName CheckoutStarted { get; } = new("checkout-started");

    /// <summary>
    /// A channel accepted a message. Properties: <c>journey</c>, <c>enrollment</c>, <c>step</c>, <c>message</c>, <c>channel</c>. If several
    /// push tokens took it, this is one event with their number as <c>addresses</c>.
    /// </summary>
    public static EventName MessageSent { get; } = new("message-sent");

    /// <summary>A message was not sent. Properties as in <see cref="MessageSent"/>, and <c>reason</c>.</summary>
    public static EventName MessageRefused { get; } = new("message-refused");

    /// <summary>
    /// A message reached the device or the mailbox, as reported by the provider. Properties as in <see cref="MessageSent"/>.
    /// </summary>
    public static EventName MessageDelivered { get; } = new("message-delivered");

    /// <summary>
    /// A message that the provider had accepted was not delivered, as reported later. Properties as in <see cref="MessageSent"/>, and
    /// <c>reason</c>. Its slot under frequency caps becomes free again.
    /// </summary>
    public static EventName MessageFailed { get; } = new("message-failed");

    /// <summary>
    /// One of several push tokens reported that a message was not delivered; others have not. When all of them have, the event is
    /// <see cref="MessageFailed"/>. Properties as in that event.
    /// </summary>
    public static EventName MessagePartlyFailed { get; } = new("message-partly-failed");

    /// <summary>A message was opened. Properties as in <see cref="MessageSent"/>, and <c>evidence</c>: human, machine or unknown.</summary>
    public static EventName MessageOpened { get; } = new("message-opened");

    /// <summary>A link in a message was followed. Properties as in <see cref="MessageOpened"/>.</summary>
    public static EventName MessageClicked { get; } = new("message-clicked");

    /// <summary>
    /// A message bounced. Properties: <c>channel</c>, and <c>class</c>: hard or soft. A hard bounce suppresses the address at once, and so
    /// does the third soft bounce within seven days. The suppressed address is the one that the message was sent to if a report names it,
    /// otherwise the customer's address on the channel. A bounce that names none of several push tokens suppresses none.
    /// </summary>
    public static EventName MessageBounced { get; } = new("message-bounced");

    /// <summary>
    /// The customer reported a message as unwanted. Property: <c>channel</c>. Suppresses the customer's address on the channel.
    /// </summary>
    public static EventName MessageComplained { get; } = new("message-complained");

    /// <summary>
    /// The customer unsubscribed. Properties: <c>channel</c>, and <c>topic</c>, marketing by default. Suppresses the customer's address on
    /// the channel for the topic.
    /// </summary>
    public static EventName Unsubscribed { get; } = new("unsubscribed");

    /// <summary>The customer moved from one segment to another. Properties: <c>from</c>, <c>to</c>, <c>score</c>, <c>model</c>.</summary>
    public static EventName SegmentChanged { get; } = new("segment-changed");

    /// <summary>A voucher was issued. Properties: <c>journey</c>, <c>enrollment</c>, <c>step</c>, <c>offer</c>; never the code.</summary>
    public static EventName VoucherIssued { get; } = new("voucher-issued");

    /// <summary>A voucher was redeemed; the amount is the discount. Properties: <c>offer</c>, <c>order</c>.</summary>
    public static EventName VoucherRedeemed { get; } = new("voucher-redeemed");

    /// <summary>
    /// The discount of a redeemed voucher followed its order, which shrank or grew back; the amount is the discount from then on.
    /// Properties: <c>offer</c>, <c>order</c>.
    /// </summary>
    public static EventName VoucherDiscountChanged { get; } = new("voucher-discount-changed");

    /// <summary>
    /// A redemption was taken back, because its order was cancelled, failed, was fully paid back or shrank below the minimum; the amount is
    /// the discount that the order had. Properties: <c>offer</c>, <c>order</c>.
    /// </summary>
    public static EventName VoucherReleased { get; } = new("voucher-released");

    /// <summary>The name of a withdrawn purchase or refund; any other name is returned unchanged. For stores.</summary>
    public static EventName Withdrawn(EventName name) =>
        name == Purchase ? WithdrawnPurchase : name == Refund ? WithdrawnRefund : name;
}
