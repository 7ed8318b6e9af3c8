using Retention.Workflows.Journeys;

namespace Retention.Workflows;

/// <summary>The questions about a customer, as members of <see cref="Customer"/>: <c>Customer.InSegment(RfmSegment.AtRisk)</c>.</summary>
public static class CustomerQuestions
{
    extension(Customer)
    {
        /// <summary>In one of these RFM segments, by the stored model.</summary>
        public static Condition InSegment(params IReadOnlyList<RfmSegment> segments) => new SegmentCondition(segments);

        /// <summary>In a custom segment: a condition that the host registered under this name.</summary>
        public static Condition InSegment(string name) => new NamedCondition(name);

        /// <summary>Begins a question about events: <c>Customer.Had("purchase").InLast(Months(6)).Never()</c>.</summary>
        public static EventQuestion Had(EventName name) => new(name, Window.Ever, []);

        /// <summary>Bought after the moment the enrollment reached the step. The event that enrolled the customer never counts.</summary>
        public static Condition PurchasedSince(string step) => new EventCountCondition(EventNames.Purchase, Window.Since(step), CountRule.AtLeast(1));

        /// <summary>Has an address on the channel.</summary>
        public static Condition HasAddress(Channel channel) => new AddressCondition(channel);

        /// <summary>Agreed to the topic on the channel; silence is no consent.</summary>
        public static Condition HasConsent(Topic topic, Channel channel) => new ConsentCondition(topic, channel);

        /// <summary>Begins a question about an attribute: <c>Customer.Attribute("tier").Is("gold")</c>.</summary>
        public static AttributeQuestion Attribute(string key) => new(key);

        /// <summary>Last bought within this period, by the calendar of the customer's zone.</summary>
        public static Condition LastPurchaseWithin(Period period) => new LastPurchaseCondition(period, within: true);

        /// <summary>Last bought longer ago than this period. Who never bought does not fulfil it.</summary>
        public static Condition LastPurchaseBefore(Period period) => new LastPurchaseCondition(period, within: false);

        /// <summary>Spent at least this much, net of refunds, in the window; default: ever.</summary>
        public static Condition SpentAtLeast(decimal amount, Window? window = null) => new TotalSpentCondition(amount, window ?? Window.Ever);

        /// <summary>Has something in the cart and not bought it yet.</summary>
        public static Condition HasCart() => new CartHoldsCondition();

        /// <summary>Has one of these products in the cart.</summary>
        public static Condition CartHolds(params IReadOnlyList<ProductId> products) => new CartHoldsCondition(products);

        /// <summary>Has a cart with at least this total, in the cart's currency. A cart without a known total does not fulfil it.</summary>
        public static Condition CartTotalAtLeast(decimal amount) => new CartTotalCondition(amount);

        /// <summary>Opened the message that this enrollment sent at the step. Machines do not count, unknown does; a click implies an open.</summary>
        public static Condition Opened(string step) => new OpenedCondition(step);

        /// <summary>Fulfils a predicate that the host registered under this name.</summary>
        public static Condition Satisfies(string name, PropertyBag? arguments = null) => new CustomCondition(name, arguments);
    }
}
