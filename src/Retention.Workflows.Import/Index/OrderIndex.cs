using System.Globalization;
using Retention.Workflows.Import.Cells;
using Retention.Workflows.Import.Orders;

namespace Retention.Workflows.Import.Index;

/// <summary>Compares the orders of a whole file with each other, in constant memory.</summary>
internal sealed class OrderIndex : IDisposable
{
    /// <summary>The number of orders in memory; further ones go to a temporary file.</summary>
    private const int Capacity = 100_000;

    private readonly SpillingSorter<OrderEntry> _orders = new(Capacity);

    /// <summary>Hashes of customers; the last bit says whether the key was made from an address.</summary>
    private readonly SpillingSorter<ulong> _customers = new(Capacity);

    internal long Purchases { get; private set; }

    internal long Refunds { get; private set; }

    internal long Duplicates { get; private set; }

    internal long Customers { get; private set; }

    internal long Guests { get; private set; }

    internal void Add(OrderItem item)
    {
        if (item.Event is not { } @event)
            return;
        var customer = ContentHash.Of(item.Customer.Value);
        _customers.Add((customer & ~1UL) | (item.IsGuest ? 1UL : 0));
        var isRefund = @event.Name == EventNames.Refund;
        var order = isRefund && @event.Properties.TryGetValue("order", out var named) ? named.Text : item.Order;
        _orders.Add(new OrderEntry
        {
            Order = ContentHash.Of(order),
            Customer = customer,
            Content = ContentOf(@event),
            Amount = (long)((@event.Amount ?? 0) * OrderGroup.Fractions),
            Time = @event.OccurredAt.ToUnixTimeMilliseconds(),
            Line = item.Line,
            Currency = @event.Currency is { Length: 3 } code ? (code[0] << 16) | (code[1] << 8) | code[2] : 0,
            IsRefund = isRefund,
        });
    }

    /// <summary>Finds orders that contradict each other, and counts the rest.</summary>
    /// <param name="report">Called with line, whether the order's number or the refund is wrong, and the problem.</param>
    internal void Check(Action<int, bool, CellProblem> report)
    {
        OrderGroup? group = null;
        foreach (var entry in _orders.Sorted())
        {
            if (group?.Order != entry.Order)
                group = new OrderGroup(entry.Order, report);
            var (isNew, isRefund) = (group.Add(entry), entry.IsRefund);
            if (isNew is null)
                Duplicates++;
            else if (isRefund)
                Refunds++;
            else if (isNew.Value)
                Purchases++;
        }

        CountCustomers();
    }

    public void Dispose()
    {
        _orders.Dispose();
        _customers.Dispose();
    }

    private void CountCustomers()
    {
        ulong? last = null;
        foreach (var customer in _customers.Sorted())
        {
            if (customer == last)
                continue;
            last = customer;
            Customers++;
            if ((customer & 1) == 1)
                Guests++;
        }
    }

    private static ulong ContentOf(CustomerEvent @event)
    {
        var hash = ContentHash.Of(@event.Id);
        foreach (var (key, value) in @event.Properties.OrderBy(property => property.Key, StringComparer.Ordinal))
            hash = ContentHash.Of(hash.ToString(CultureInfo.InvariantCulture), key, value.ToString());
        foreach (var line in @event.Lines)
            hash = ContentHash.Of(hash.ToString(CultureInfo.InvariantCulture), line.Product.Value,
                string.Create(CultureInfo.InvariantCulture, $"{line.Quantity}x{line.UnitPrice:0.####}"));
        return hash;
    }
}
