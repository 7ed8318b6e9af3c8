using Retention.Workflows.Journeys;

namespace Retention.Workflows;

/// <summary>
/// Creates conditions about a customer, as members of <see cref="Customer"/>: <c>Customer.InSegment(RfmSegment.AtRisk)</c>.
/// </summary>
public static class CustomerQuestions
{
    extension(Customer)
    {
        /// <summary>The customer is in one of these RFM segments, according to the stored model.</summary>
        public static Condition InSegment(params IReadOnlyList<RfmSegment> segments) => new SegmentCondition(segments);

        /// <summary>The customer is in a custom segment: a condition that the host registered under this name.</summary>
        public static Condition InSegment(string name) => new NamedCondition(name);

        /// <summary>Starts a condition about events: <c>Customer.Had("purchase").InLast(Months(6)).Never()</c>.</summary>
        public static EventQuestion Had(EventName name) => new(name, Window.Ever, []);

        /// <summary>The customer bought after the enrollment reached the step. The event that enrolled the customer never counts.</summary>
        public static Condition PurchasedSince(string step) =>
            new EventCountCondition(EventNames.Purchase, Window.Since(step), CountRule.AtLeast(1));

        /// <summary>The customer has an address on the channel.</summary>
        public static Condition HasAddress(Channel channel) => new AddressCondition(channel);

        /// <summary>The customer gave consent to the topic on the channel. Missing consent counts as no.</summary>
        public static Condition HasConsent(Topic topic, Channel channel) => new ConsentCondition(topic, channel);

        /// <summary>Starts a condition about an attribute: <c>Customer.Attribute("tier").Is("gold")</c>.</summary>
        public static AttributeQuestion Attribute(string key) => new(key);

        /// <summary>The last purchase is within this period, by the calendar of the customer's time zone.</summary>
        public static Condition LastPurchaseWithin(Period period) => new LastPurchaseCondition(period, within: true);

        /// <summary>The last purchase is longer ago than this period. A customer without a purchase does not satisfy it.</summary>
        public static Condition LastPurchaseBefore(Period period) => new LastPurchaseCondition(period, within: false);

        /// <summary>The customer spent at least this amount in the window, net of refunds. The default window is all history.</summary>
        public static Condition SpentAtLeast(decimal amount, Window? window = null) =>
            new TotalSpentCondition(amount, window ?? Window.Ever);

        /// <summary>The customer has a product in the cart and has not bought it yet.</summary>
        public static Condition HasCart() => new CartHoldsCondition();

        /// <summary>The customer has one of these products in the cart.</summary>
        public static Condition CartHolds(params IReadOnlyList<ProductId> products) => new CartHoldsCondition(products);

        /// <summary>
        /// The total of the customer's cart is at least this amount, in the cart's currency. A cart with an unknown total does not satisfy
        /// it.
        /// </summary>
        public static Condition CartTotalAtLeast(decimal amount) => new CartTotalCondition(amount);

        /// <summary>
        /// The customer opened the message that this enrollment sent at the step. Opens by machines do not count, opens of unknown origin
        /// do. A click implies an open.
        /// </summary>
        public static Condition Opened(string step) => new OpenedCondition(step);

        /// <summary>The customer satisfies a predicate that the host registered under this name.</summary>
        public static Condition Satisfies(string name, PropertyBag? arguments = null) => new CustomCondition(name, arguments);
    }
}
