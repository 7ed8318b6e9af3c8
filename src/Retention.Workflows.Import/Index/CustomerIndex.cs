using System.Globalization;
using Retention.Workflows.Import.Cells;
using Retention.Workflows.Import.Customers;

namespace Retention.Workflows.Import.Index;

/// <summary>Compares the customers of a whole file with each other, in constant memory.</summary>
internal sealed class CustomerIndex : IDisposable
{
    /// <summary>The number of customers in memory; further ones go to a temporary file.</summary>
    private const int Capacity = 100_000;

    private readonly SpillingSorter<CustomerEntry> _customers = new(Capacity);

    internal long Customers { get; private set; }

    internal long Guests { get; private set; }

    internal long Duplicates { get; private set; }

    internal void Add(CustomerItem item) =>
        _customers.Add(new CustomerEntry(ContentHash.Of(item.Customer.Id.Value), ContentOf(item.Customer), item.Line, item.IsGuest));

    /// <summary>Finds customers that are there twice with other content, and counts the rest.</summary>
    internal void Check(Action<int, CellProblem> report)
    {
        CustomerEntry? first = null;
        foreach (var entry in _customers.Sorted())
        {
            if (first is not { } before || before.Customer != entry.Customer)
            {
                first = entry;
                Customers++;
                if (entry.IsGuest)
                    Guests++;
            }
            else if (before.Content == entry.Content)
            {
                Duplicates++;
            }
            else
            {
                report(entry.Line, new CellProblem(Cause.OtherContent, string.Create(
                    CultureInfo.InvariantCulture, $"is the customer of line {before.Line}, too, with other content")));
            }
        }
    }

    public void Dispose() => _customers.Dispose();

    private static ulong ContentOf(Customer customer)
    {
        var hash = ContentHash.Of(customer.FirstName, customer.LastName, customer.Locale, customer.TimeZone, customer.PostalCode,
            customer.Birthday?.ToString("O", CultureInfo.InvariantCulture));
        foreach (var (channel, address) in customer.Addresses.OrderBy(address => address.Key.Name, StringComparer.Ordinal))
            hash = ContentHash.Of(hash.ToString(CultureInfo.InvariantCulture), channel.Name, address);
        foreach (var token in customer.PushTokens)
            hash = ContentHash.Of(hash.ToString(CultureInfo.InvariantCulture), Channel.Push.Name, token);
        foreach (var consent in customer.Consents)
            hash = ContentHash.Of(hash.ToString(CultureInfo.InvariantCulture), consent.Channel.Name, consent.Topic.Name, consent.Granted ? "1" : "0");
        foreach (var (key, value) in customer.Attributes.OrderBy(attribute => attribute.Key, StringComparer.Ordinal))
            hash = ContentHash.Of(hash.ToString(CultureInfo.InvariantCulture), key, value.ToString());
        return hash;
    }
}
