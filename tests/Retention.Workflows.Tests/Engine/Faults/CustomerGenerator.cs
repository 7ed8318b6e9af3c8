using System.Globalization;
using Retention.Workflows.Testing;

namespace Retention.Workflows.Tests.Engine.Faults;

/// <summary>Customers as in a real shop: in several zones, some without an address or without consent, each with a history.</summary>
internal static class CustomerGenerator
{
    private static readonly string?[] Zones = [null, "America/New_York", "Pacific/Auckland", "Europe/Prague"];

    internal static Customer Make(int number, Random random)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"c{number}");
        var customer = Some.Customer(id, Zones[random.Next(Zones.Length)]) with { Addresses = AddressesOf(id) };
        return random.Next(8) switch
        {
            0 => customer with { Addresses = Only(Channel.Sms) },
            1 => customer with { Consents = [] },
            2 => customer with { Addresses = Only(Channel.Email) },
            _ => customer,
        };

        Dictionary<Channel, string> Only(Channel channel) => new() { [channel] = customer.AddressOn(channel)! };
    }

    /// <summary>Addresses that no other customer has.</summary>
    internal static Dictionary<Channel, string> AddressesOf(string id) =>
        Some.Customer(id).Addresses.ToDictionary(
            address => address.Key, address => address.Key == Channel.Email ? address.Value : $"{address.Key}-{id}");

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
