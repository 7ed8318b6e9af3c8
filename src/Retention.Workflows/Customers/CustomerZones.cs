namespace Retention.Workflows.Customers;

/// <summary>By whose clock each customer lives: the customer's own zone where it is known, else the shop's.</summary>
internal sealed class CustomerZones(TimeZoneInfo shopZone)
{
    private readonly Dictionary<CustomerId, TimeZoneInfo> _own = [];

    internal TimeZoneInfo this[CustomerId customer] => _own.GetValueOrDefault(customer, shopZone);

    internal void Add(IReadOnlyDictionary<CustomerId, string> zones)
    {
        foreach (var (customer, zone) in zones)
            _own[customer] = TimeZones.For(zone, shopZone);
    }
}
