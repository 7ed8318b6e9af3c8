using System.Globalization;
using Retention.Workflows.Testing;

namespace Retention.Workflows.Tests.Engine.Faults;

/// <summary>Customers as in a real shop: in several zones, some without an address or without consent, each with a history.</summary>
internal static class CustomerGenerator
{
    private static readonly string?[] Zones = [null, "America/New_York", "Pacific/Auckland", "Europe/Prague"];

    /// <param name="number">The number of the customer.</param>
    /// <param name="random">Draws the rest.</param>
    /// <param name="hasPushTokens">True if half of the customers have several push tokens.</param>
    internal static Customer Make(int number, Random random, bool hasPushTokens)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"c{number}");
        var customer = WithAddresses(Some.Customer(id, Zones[random.Next(Zones.Length)]), id, hasPushTokens && number % 2 == 0 ? 2 + (number % 3) : 0);
        return random.Next(8) switch
        {
            0 => Only(Channel.Sms),
            1 => customer with { Consents = [] },
            2 => Only(Channel.Email),
            _ => customer,
        };

        Customer Only(Channel channel) => customer with
        {
            Addresses = new Dictionary<Channel, string> { [channel] = customer.AddressOn(channel)! },
            PushTokens = [],
        };
    }

    /// <summary>The customer with addresses that no other customer has.</summary>
    /// <param name="customer">The customer.</param>
    /// <param name="id">What the addresses contain.</param>
    /// <param name="tokens">The number of push tokens; 0 for a single address.</param>
    internal static Customer WithAddresses(Customer customer, string id, int tokens) => customer with
    {
        Addresses = Some.Customer(id).Addresses.Where(address => tokens == 0 || address.Key != Channel.Push).ToDictionary(
            address => address.Key, address => address.Key == Channel.Email ? address.Value : $"{address.Key}-{id}"),
        PushTokens = [.. Enumerable.Range(1, tokens).Select(token => string.Create(CultureInfo.InvariantCulture, $"push-{id}-{token}"))],
    };

    internal static IEnumerable<CustomerEvent> PastOf(CustomerId customer, Random random, DateTimeOffset now)
    {
        var days = random.Next(10, 500);
        for (var order = 0; order <= random.Next(8); order++)
        {
            yield return Some.Purchase(customer, now.AddDays(-days), random.Next(10, 200));
            days += random.Next(5, 90);
        }
    }
}
