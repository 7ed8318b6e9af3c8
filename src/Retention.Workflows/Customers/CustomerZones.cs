namespace Retention.Workflows.Customers;

/// <summary>The time zone of each customer: the customer's own zone if it is known, otherwise the shop's.</summary>
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
