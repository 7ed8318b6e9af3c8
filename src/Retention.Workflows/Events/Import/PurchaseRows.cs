using System.Globalization;

namespace Retention.Workflows.Events.Import;

/// <summary>Converts the records of one purchase file to events: the first record is the header, the others are rows.</summary>
internal sealed class PurchaseRows(ImportErrors errors, string defaultCurrency)
{
    private static readonly string[] _columns = ["customer_id", "order_id", "ordered_at", "total", "currency", "channel"];
    private const int RequiredColumns = 4;

    private readonly List<CustomerEvent> _events = [];
    private readonly Dictionary<string, (int Index, int Line)> _orders = new(StringComparer.Ordinal);
    private readonly Dictionary<string, decimal> _refunded = new(StringComparer.Ordinal);
    private readonly HashSet<(CustomerId Customer, string Id)> _refundIds = [];
    private readonly Dictionary<string, int> _currencies = new(StringComparer.Ordinal);
    private int[]? _positions;
    private int _width;
    private int _duplicates;
    private bool _hopeless;

    internal void Add(int line, List<string> cells, string? problem)
    {
        if (_hopeless || (problem is null && cells is [""]))
            return;
        if (problem is not null)
            errors.Add(line, null, problem);
        if (_positions is null)
            ReadHeader(line, cells);
        else if (problem is null)
            ReadRow(line, cells);
    }

    internal ImportedEvents Finish()
    {
        if (_positions is null && !_hopeless && errors.Count == 0)
            errors.Add(0, null, $"is empty; the first line names the columns: {string.Join(',', _columns)}");
        errors.ThrowIfAny();
        return new ImportedEvents { Events = _events, Duplicates = _duplicates };
    }

    private void ReadHeader(int line, List<string> cells)
    {
        var before = errors.Count;
        var names = cells.ConvertAll(cell => cell.Trim());
        var positions = Array.ConvertAll(
            _columns, column => names.FindIndex(name => name.Equals(column, StringComparison.OrdinalIgnoreCase)));
        for (var column = 0; column < RequiredColumns; column++)
        {
            if (positions[column] < 0)
                errors.Add(line, _columns[column], "the column is missing");
        }

        for (var position = 0; position < names.Count; position++)
        {
            var known = Array.FindIndex(_columns, column => column.Equals(names[position], StringComparison.OrdinalIgnoreCase));
            if (known < 0)
                errors.Add(line, null, Unknown(position, names));
            else if (positions[known] != position)
                errors.Add(line, _columns[known], "the column occurs twice");
        }

        _positions = positions;
        _width = names.Count;
        _hopeless = errors.Count > before;
    }

    private static string Unknown(int position, List<string> names) =>
        names.Count == 1 && names[0].IndexOfAny([';', '\t', '|']) >= 0
            ? "the columns are separated by something other than a comma"
            : $"column {position + 1} has an unknown name: the columns are {string.Join(", ", _columns)}";

    private void ReadRow(int line, List<string> cells)
    {
        if (cells.Count != _width)
        {
            errors.Add(line, null, $"has {cells.Count} cells, while the first line names {_width} columns");
            return;
        }

        var before = errors.Count;
        var customer = Cell(cells, 0);
        var order = Cell(cells, 1);
        var channel = Cell(cells, 5);
        var currency = Cell(cells, 4) is { Length: > 0 } given ? given : defaultCurrency;
        Check(line, 0, ImportText.IdProblem(customer, CustomerId.MaxLength));
        Check(line, 1, ImportText.IdProblem(order, CustomerEvent.MaxIdLength));
        Check(line, 2, ImportText.InstantProblem(Cell(cells, 2), out var orderedAt));
        Check(line, 3, ImportText.AmountProblem(Cell(cells, 3), out var total));
        Check(line, 4, ImportText.CurrencyProblem(currency) ?? Mixed(line, currency));
        var channelIsLong = channel.Length > PropertyValue.MaxTextLength;
        Check(line, 5, channelIsLong ? $"has {channel.Length} characters; at most {PropertyValue.MaxTextLength} are allowed" : null);
        if (errors.Count > before)
            return;

        var purchase = CustomerEvent.Of(order, new Purchase(new CustomerId(customer), orderedAt, total, currency));
        Keep(line, channel.Length == 0 ? purchase : purchase with { Properties = new PropertyBag([new("channel", channel)]) });
    }

    private string Cell(List<string> cells, int column) => _positions![column] is >= 0 and var position ? cells[position] : "";

    private void Check(int line, int column, string? problem)
    {
        if (problem is not null)
            errors.Add(line, _columns[column], problem);
    }

    /// <summary>Several currencies are one mistake in the file, so each further currency is reported once, at its first row.</summary>
    private string? Mixed(int line, string currency)
    {
        if (!_currencies.TryAdd(currency, line) || _currencies.Count == 1)
            return null;
        var (first, firstLine) = _currencies.MinBy(entry => entry.Value);
        return $"{currency} cannot be added to {first}, which first occurs on line {firstLine}: convert all totals to one currency";
    }

    private void Keep(int line, CustomerEvent purchase)
    {
        if (_orders.TryAdd(purchase.Id, (_events.Count, line)))
        {
            _events.Add(purchase);
            return;
        }

        var (index, firstLine) = _orders[purchase.Id];
        var first = _events[index];
        if (purchase.Equals(first))
            _duplicates++;
        else if (purchase.Customer == first.Customer && purchase.Name != first.Name)
            KeepRefund(line, index, purchase, first);
        else if (purchase.Customer == first.Customer && purchase.Name == EventNames.Refund && _refunded.ContainsKey(purchase.Id))
            KeepRefund(line, index, purchase, first);
        else
        {
            var what = purchase.Customer != first.Customer ? "another customer"
                : purchase.Amount != first.Amount ? "another total"
                : purchase.OccurredAt != first.OccurredAt ? "another time"
                : purchase.Currency != first.Currency ? "another currency"
                : "another channel";
            errors.Add(line, "order_id", $"order '{purchase.Id}' is already on line {firstLine} with {what}");
        }
    }

    /// <summary>One of two rows of an order is its purchase, the other pays it back, in either order of the rows.</summary>
    private void KeepRefund(int line, int index, CustomerEvent row, CustomerEvent first)
    {
        var (purchase, refund) = row.Name == EventNames.Purchase ? (row, first) : (first, row);
        var named = Named(refund);
        if (!_refundIds.Add((refund.Customer, named.Id)))
        {
            _duplicates++;
            return;
        }

        _events[index] = purchase;
        var refunded = _refunded.GetValueOrDefault(purchase.Id) - (refund.Amount ?? 0);
        if (refunded > purchase.Amount)
        {
            errors.Add(line, "total", string.Create(CultureInfo.InvariantCulture,
                $"{refunded:0.00##} would be refunded of order '{purchase.Id}', whose total is {purchase.Amount:0.00##}"));
            return;
        }

        _refunded[purchase.Id] = refunded;
        _events.Add(named);
    }

    /// <summary>A refund under its order's number: its own id comes from its time and amount, so that a second import finds it again.</summary>
    private static CustomerEvent Named(CustomerEvent refund) => refund with
    {
        Id = string.Create(CultureInfo.InvariantCulture,
            $"{refund.Id}/refund/{refund.OccurredAt.ToUnixTimeMilliseconds()}/{-refund.Amount:0.####}"),
        Properties = new PropertyBag([.. refund.Properties, new(MessageEvents.Order, refund.Id)]),
    };
}
