using System.Globalization;
using Retention.Workflows;

namespace Swiftmotion.Churn;

/// <summary>Builds a shop from real purchases, read from a file.</summary>
/// <remarks>
/// A file of purchases has no addresses, so each customer gets invented ones, with consent: a mailbox at <c>purchases.example</c>, a name
/// that is reserved for examples, and a phone number that no country assigns. There are no products, since the purchases have no lines.
/// </remarks>
public static class RealShop
{
    private const int MaxPhones = 1_000_000;

    /// <summary>Builds a shop from purchases and refunds. Every customer id in them becomes a customer.</summary>
    /// <param name="purchases">The events of a file; at least one, all in one currency.</param>
    /// <exception cref="ArgumentException">There are no purchases.</exception>
    public static ShopData From(IReadOnlyList<CustomerEvent> purchases)
    {
        ArgumentNullException.ThrowIfNull(purchases);
        if (purchases.Count == 0)
            throw new ArgumentException("There are no purchases, so there is nothing to replay.", nameof(purchases));

        CustomerEvent[] events = [.. purchases.OrderBy(@event => @event.OccurredAt).ThenBy(@event => @event.Id, StringComparer.Ordinal)];
        return new ShopData
        {
            Profile = new ShopProfile { Name = "Swiftmotion", Url = new Uri("https://swiftmotion.example/"), TimeZone = "UTC" },
            Currency = events[0].Currency ?? "EUR",
            Customers = [.. events.Select(@event => @event.Customer).Distinct().Order().Select(Describe)],
            Products = [],
            Events = events,
            FirstDay = DateOnly.FromDateTime(events[0].OccurredAt.UtcDateTime),
            LastDay = DateOnly.FromDateTime(events[^1].OccurredAt.UtcDateTime),
        };
    }

    private static Customer Describe(CustomerId id, int index)
    {
        var addresses = new Dictionary<Channel, string> { [Channel.Email] = string.Create(
            CultureInfo.InvariantCulture, $"customer-{index + 1:000000}@purchases.example") };
        if (index < MaxPhones)
            addresses[Channel.Sms] = string.Create(CultureInfo.InvariantCulture, $"+420000{index:000000}");
        return new Customer
        {
            Id = id,
            Addresses = addresses,
            Consents = [.. addresses.Keys.Select(channel => new Consent { Topic = Topic.Marketing, Channel = channel, Granted = true })],
        };
    }
}
