using System.Globalization;
using Retention.Workflows;
using Swiftmotion.Churn;

namespace Swiftmotion.AbandonedCart;

/// <summary>
/// Generates a month of clicks for the shop of the churn sample: product views, cart additions, abandoned carts and purchases.
/// </summary>
/// <remarks>The same seed and number of customers always give the same clicks.</remarks>
public static class ClickStream
{
    private const int Days = 30;

    // In percent of the customers who fill a cart.
    private const int BuyAtOnce = 30;
    private const int BuyLater = 16;
    private const int BuyInStore = 6;
    private const int EmptyIt = 8;

    /// <summary>Generates the shop. The journey goes live thirty days before the end of its history.</summary>
    /// <param name="seed">The seed of the random data; another seed gives another shop. Default 1.</param>
    /// <param name="customers">The number of customers, 1 to 99,999; default 1,000.</param>
    public static CartShop Generate(int seed = 1, int customers = 1_000)
    {
        var shop = SwiftmotionShop.Generate(seed, customers);
        var random = new Random(seed ^ 0x0CA47);
        var liveFrom = shop.LastDay.AddDays(-Days);
        var clicks = new List<CustomerEvent>();
        var everybody = shop.Customers.Select(customer => Reachable(customer, random)).ToList();
        foreach (var customer in everybody)
        {
            var visits = random.Next(100) switch { < 55 => 0, < 90 => 1, _ => 2 };
            for (var visit = 0; visit < visits; visit++)
                clicks.AddRange(new Visit(customer.Id, Moment(random, liveFrom), $"{customer.Id}-{visit + 1}", random).Events());
        }

        return new CartShop
        {
            Data = shop with
            {
                Customers = everybody,
                Events = [.. shop.Events.Concat(clicks).OrderBy(@event => @event.OccurredAt)
                    .ThenBy(@event => @event.Id, StringComparer.Ordinal)],
            },
            Stores = Stores.Stocked(shop.Products, seed),
            Gift = shop.Products[11].Id,
            LiveFrom = liveFrom,
        };
    }

    private static DateTimeOffset Moment(Random random, DateOnly from) =>
        new DateTimeOffset(from.ToDateTime(new TimeOnly(6, 0)), TimeSpan.Zero).AddDays(random.Next(1, Days - 1))
            .AddSeconds(random.Next(15 * 3600));

    /// <summary>Gives some customers an address for the shop's app, and some one for WhatsApp or Viber.</summary>
    private static Customer Reachable(Customer customer, Random random)
    {
        var addresses = new Dictionary<Channel, string>(customer.Addresses);
        var consents = customer.Consents.ToList();
        if (random.Next(100) < 45)
            Add(Channel.Push, $"device-{customer.Id}");
        if (customer.AddressOn(Channel.Sms) is { } phone)
        {
            if (random.Next(100) < 50)
                Add(Channel.WhatsApp, phone);
            if (random.Next(100) < 25)
                Add(Channel.Viber, phone);
        }

        return customer with { Addresses = addresses, Consents = consents };

        void Add(Channel channel, string address)
        {
            addresses[channel] = address;
            if (random.Next(100) < 90)
                consents.Add(new Consent { Topic = Topic.Marketing, Channel = channel, Granted = true });
        }
    }

    /// <summary>One visit and the events it produces.</summary>
    private sealed class Visit(CustomerId customer, DateTimeOffset start, string cart, Random random)
    {
        private readonly List<CustomerEvent> _events = [];
        private DateTimeOffset _now = start;

        internal List<CustomerEvent> Events()
        {
            var lines = new Basket(random).Fill();
            foreach (var line in lines)
            {
                Happen(new EventName("product-viewed"), 0, [], ("product", line.Product.Value));
                Happen(EventNames.CartItemAdded, 0, [line], ("cart", cart));
            }

            if (lines.Count > 1 && random.Next(100) < 25)
            {
                Happen(EventNames.CartItemRemoved, 0, [lines[^1]], ("cart", cart));
                lines = [.. lines.SkipLast(1)];
            }

            if (random.Next(100) < 35)
                Happen(EventNames.CartUpdated, Total(lines), lines, ("cart", cart));
            if (random.Next(100) < 40)
                Happen(EventNames.CheckoutStarted, 0, [], ("cart", cart));
            Decide(lines, random.Next(100));
            return _events;
        }

        private void Decide(IReadOnlyList<OrderLine> lines, int chance)
        {
            if (chance < BuyAtOnce)
            {
                Buy(lines, "web");
                return;
            }

            _now = _now.AddHours(2).AddMinutes(random.Next(5 * 24 * 60));
            if (chance < BuyAtOnce + BuyLater)
                Buy(random.Next(3) == 0 ? [.. lines, .. new Basket(random).Fill().Take(1)] : lines, random.Next(2) == 0 ? "web" : "app");
            else if (chance < BuyAtOnce + BuyLater + BuyInStore)
                Buy(lines, "store");
            else if (chance < BuyAtOnce + BuyLater + BuyInStore + EmptyIt)
                Happen(EventNames.CartUpdated, 0, [], ("cart", cart));
        }

        private void Buy(IReadOnlyList<OrderLine> lines, string channel) =>
            Happen(EventNames.Purchase, Total(lines), lines, ("channel", channel));

        private void Happen(EventName name, decimal amount, IReadOnlyList<OrderLine> lines, (string Key, string Value) property)
        {
            _now = _now.AddSeconds(random.Next(20, 240));
            _events.Add(new CustomerEvent
            {
                Id = string.Create(CultureInfo.InvariantCulture, $"click-{cart}-{_events.Count + 1}"),
                Customer = customer,
                Name = name,
                OccurredAt = _now,
                Amount = amount > 0 ? amount : null,
                Currency = lines.Count > 0 ? "EUR" : null,
                Lines = lines,
                Properties = new PropertyBag([new(property.Key, property.Value)]),
            });
        }

        private static decimal Total(IReadOnlyList<OrderLine> lines) => lines.Sum(line => line.Quantity * line.UnitPrice!.Value);
    }
}
