using System.Globalization;
using Retention.Workflows;

namespace Swiftmotion.Churn;

/// <summary>Generates the shop of the samples: customers of several kinds, products of eight sports, two years of orders.</summary>
/// <remarks>The same seed and number of customers always give the same shop. All customers are invented.</remarks>
public static class SwiftmotionShop
{
    /// <summary>The first day of the history.</summary>
    public static DateOnly FirstDay { get; } = new(2024, 7, 1);

    /// <summary>The last day of the history.</summary>
    public static DateOnly LastDay { get; } = new(2026, 6, 30);

    /// <summary>The shop's name, address and time zone.</summary>
    public static ShopProfile Profile { get; } = new()
    {
        Name = "Swiftmotion",
        Url = new Uri("https://swiftmotion.example/"),
        Locale = "en",
        TimeZone = "Europe/Prague",
    };

    /// <summary>Generates the shop.</summary>
    /// <param name="seed">The seed of the random data; another seed gives another shop. Default 1.</param>
    /// <param name="customers">The number of customers, 1 to 99,999; default 5,000.</param>
    public static ShopData Generate(int seed = 1, int customers = 5_000)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(customers, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(customers, 99_999);

        var random = new Random(seed);
        var people = new People(random);
        var habits = new ShoppingHabit(random, FirstDay, LastDay);
        var everybody = new List<Customer>(customers);
        var orders = new List<Order>(customers * 6);
        for (var number = 1; number <= customers; number++)
        {
            var customer = people.Create(number);
            everybody.Add(customer);
            var zone = TimeZoneInfo.FindSystemTimeZoneById(customer.TimeZone!);
            var basket = new Basket(random);
            foreach (var day in habits.Draw())
                orders.Add(new Order(customer.Id, Moment(random, day, zone), basket.Fill(), random.Next(100)));
        }

        return new ShopData
        {
            Profile = Profile,
            Currency = "EUR",
            Customers = everybody,
            Products = ProductRange.Products,
            Events = Events(orders, random),
            FirstDay = FirstDay,
            LastDay = LastDay,
        };
    }

    /// <summary>A moment of the day by the customer's clock: most often in the evening, and never in the hours of a clock change.</summary>
    private static DateTimeOffset Moment(Random random, DateOnly day, TimeZoneInfo zone)
    {
        var hour = 7 + (15.5 * Math.Sqrt(random.NextDouble()));
        var local = day.ToDateTime(TimeOnly.MinValue).AddSeconds((int)(hour * 3600));
        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
    }

    /// <summary>Numbers the orders in order of time, as a shop does, and returns some goods.</summary>
    private static IReadOnlyList<CustomerEvent> Events(List<Order> orders, Random random)
    {
        var events = new List<CustomerEvent>(orders.Count + (orders.Count / 20));
        var end = new DateTimeOffset(LastDay.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).AddHours(-2);
        var ordered = orders.OrderBy(order => order.At).ThenBy(order => order.Customer).ToList();
        for (var number = 0; number < ordered.Count; number++)
        {
            var order = ordered[number];
            var id = (100_001 + number).ToString(CultureInfo.InvariantCulture);
            var total = order.Lines.Sum(line => line.UnitPrice!.Value * line.Quantity);
            events.Add(CustomerEvent.Of(id, new Purchase(order.Customer, order.At, total, "EUR"), order.Lines) with
            {
                Properties = new PropertyBag([new("channel", order.Chance switch { < 68 => "web", < 90 => "app", _ => "store" })]),
            });

            var returned = order.At.AddDays(4 + random.Next(20)).AddMinutes(random.Next(600));
            if (random.Next(100) < 5 && returned < end)
                events.Add(
                    CustomerEvent.Of($"{id}-return", new Purchase(order.Customer, returned, -order.Lines[0].UnitPrice!.Value, "EUR")));
        }

        return [.. events.OrderBy(@event => @event.OccurredAt).ThenBy(@event => @event.Id, StringComparer.Ordinal)];
    }

    private sealed record Order(CustomerId Customer, DateTimeOffset At, IReadOnlyList<OrderLine> Lines, int Chance);
}
