namespace Retention.Workflows.Import.Customers;

/// <summary>What the report of a file of customers shows beside the counts.</summary>
internal sealed class CustomerFigures(int preview)
{
    private readonly Dictionary<Channel, long> _addresses = [];
    private readonly List<ImportedCustomer> _first = [];

    internal IReadOnlyDictionary<Channel, long> Addresses => _addresses;

    internal long ConsentsGiven { get; private set; }

    internal long ConsentsRefused { get; private set; }

    internal IReadOnlyList<ImportedCustomer> First => _first;

    internal void Add(CustomerItem item)
    {
        if (_first.Count < preview)
            _first.Add(new ImportedCustomer(item.Line, item.Customer));
        foreach (var channel in item.Customer.Addresses.Keys)
            Count(channel, 1);
        Count(Channel.Push, item.Customer.PushTokens.Count);
        foreach (var consent in item.Customer.Consents)
        {
            if (consent.Granted)
                ConsentsGiven++;
            else
                ConsentsRefused++;
        }

        void Count(Channel channel, int addresses)
        {
            if (addresses > 0)
                _addresses[channel] = _addresses.GetValueOrDefault(channel) + addresses;
        }
    }
}
