using System.Globalization;
using Retention.Workflows.Import.Cells;
using Retention.Workflows.Import.Orders;

namespace Retention.Workflows.Import.Index;

/// <summary>Compares the orders of a whole file with each other, in constant memory.</summary>
internal sealed class OrderIndex : IDisposable
{
    /// <summary>The number of orders in memory; further ones go to a temporary file.</summary>
    private const int Capacity = 100_000;

    private const decimal Fractions = 10_000m;

    private readonly SpillingSorter<OrderEntry> _orders = new(Capacity);
    private readonly SpillingSorter<CustomerEntry> _customers = new(Capacity);

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
        _customers.Add(new CustomerEntry(customer, 0, 0, item.IsGuest));
        var isRefund = @event.Name == EventNames.Refund;
        var order = isRefund && @event.Properties.TryGetValue("order", out var named) ? named.Text : item.Order;
        _orders.Add(new OrderEntry
        {
            Order = ContentHash.Of(order),
            Customer = customer,
            Content = ContentOf(@event),
            Amount = (long)((@event.Amount ?? 0) * Fractions),
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
        var group = new List<OrderEntry>();
        foreach (var entry in _orders.Sorted())
        {
            if (group.Count > 0 && group[0].Order != entry.Order)
            {
                Check(group, report);
                group.Clear();
            }

            group.Add(entry);
        }

        if (group.Count > 0)
            Check(group, report);
        CountCustomers();
    }

    public void Dispose()
    {
        _orders.Dispose();
        _customers.Dispose();
    }

    private void Check(List<OrderEntry> group, Action<int, bool, CellProblem> report)
    {
        OrderEntry? purchase = null;
        foreach (var entry in group.Where(entry => !entry.IsRefund))
        {
            if (purchase is not { } first)
            {
                purchase = entry;
                Purchases++;
            }
            else if (entry == first with { Line = entry.Line })
            {
                Duplicates++;
            }
            else
            {
                report(entry.Line, false, new CellProblem(Cause.OtherContent, string.Create(CultureInfo.InvariantCulture,
                    $"is the number of the order on line {first.Line}, too, with {DifferenceOf(entry, first)}")));
            }
        }

        CheckRefunds(purchase, group, report);
    }

    private void CheckRefunds(OrderEntry? purchase, List<OrderEntry> group, Action<int, bool, CellProblem> report)
    {
        var refunded = 0L;
        var known = new HashSet<(ulong, ulong)>();
        foreach (var refund in group.Where(entry => entry.IsRefund))
        {
            if (!known.Add((refund.Content, refund.Customer)))
            {
                Duplicates++;
                continue;
            }

            Refunds++;
            if (purchase is not { } order)
                continue;
            refunded -= refund.Amount;
            if (refund.Customer != order.Customer)
                report(refund.Line, false, new CellProblem(Cause.OtherContent, string.Create(
                    CultureInfo.InvariantCulture, $"is paid back to another customer than the one of line {order.Line}")));
            else if (refund.Currency != order.Currency)
                report(refund.Line, true, new CellProblem(Cause.OtherCurrency, string.Create(
                    CultureInfo.InvariantCulture, $"has another currency than the order on line {order.Line}")));
            else if (refunded > order.Amount)
                report(refund.Line, true, new CellProblem(Cause.TooMuchRefunded, string.Create(CultureInfo.InvariantCulture,
                    $"is too much: {refunded / Fractions:0.00##} would be refunded of the order of {order.Amount / Fractions:0.00##} on line {order.Line}")));
        }
    }

    private void CountCustomers()
    {
        ulong? last = null;
        foreach (var entry in _customers.Sorted())
        {
            if (entry.Customer == last)
                continue;
            last = entry.Customer;
            Customers++;
            if (entry.IsGuest)
                Guests++;
        }
    }

    private static string DifferenceOf(OrderEntry entry, OrderEntry first) =>
        entry.Customer != first.Customer ? "another customer"
        : entry.Amount != first.Amount ? "another total"
        : entry.Time != first.Time ? "another time"
        : entry.Currency != first.Currency ? "another currency"
        : "other lines or properties: the rows of an order must follow each other";

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
