using System.Globalization;
using Retention.Workflows.Import.Cells;
using Retention.Workflows.Import.Columns;
using Retention.Workflows.Import.Csv;
using Retention.Workflows.Import.Reports;

namespace Retention.Workflows.Import.Orders;

/// <summary>Reads single rows of a file of orders.</summary>
internal sealed class OrderRowReader(OrderMapping mapping, OrderFields fields, Row row, ErrorCollector errors, OrderTally tally)
{
    /// <summary>What the id of a refund adds to the number of its order.</summary>
    private const int MaxRefundSuffix = 50;

    private readonly AmountParser _amounts = new(mapping.Amounts);
    private readonly TimeParser _times = new(mapping.Times);
    private readonly StatusTable? _statuses = mapping.Statuses is { } statuses ? new StatusTable(statuses) : null;
    private readonly HashSet<string> _guestIds = [.. mapping.GuestIds];

    internal void Report(OrderDraft draft, BoundColumn? column, Cause cause, string reason) =>
        errors.Add(draft.Line, column?.Name, cause, reason);

    /// <summary>Reads the first row of an order.</summary>
    /// <returns>The order; null if the row has no usable number.</returns>
    internal OrderDraft? Begin()
    {
        var order = Required(fields.Order, row.Id(fields.Order, CustomerEvent.MaxIdLength));
        if (order is null)
            return null;
        var head = (row.Cell(fields.Total).ToString(), row.Cell(fields.OrderedAt).ToString());
        var standing = StandingOf();
        if (standing == OrderStanding.LeftOut)
            return new OrderDraft { Line = row.Line, Order = order, Standing = standing, Head = head };

        var isQuiet = standing == OrderStanding.Withdrawn;
        var (customer, isGuest) = ReadCustomer(isQuiet);
        if (customer is null && !row.IsInvalid)
            standing = OrderStanding.Anonymous;
        if (standing is OrderStanding.Withdrawn or OrderStanding.Anonymous)
        {
            return new OrderDraft
            {
                Line = row.Line, Order = order, Standing = standing, Head = head, Customer = customer ?? default, IsGuest = isGuest,
            };
        }

        return BeginCounting(order, standing, head, customer ?? default, isGuest);
    }

    /// <summary>Adds the line of a row to its order, or all lines of a cell.</summary>
    internal void AddLine(OrderDraft draft)
    {
        if (draft.Standing is not (OrderStanding.Counts or OrderStanding.Refunded) || draft.Total < 0)
            return;
        if (row.Text(fields.Items, CsvLimits.MaxRecordLength) is { } items)
            AddItems(draft, items);
        else if (fields.Product.IsThere && row.Id(fields.Product, CustomerId.MaxLength) is { } product && ReadPieces() is { } pieces)
            Add(draft, fields.Product, product, pieces);
        draft.IsInvalid |= row.IsInvalid;
    }

    private void AddItems(OrderDraft draft, string cell)
    {
        if (LineItems.Read(cell, out var problem) is not { } items)
        {
            row.Report(fields.Items, problem!.Value);
            return;
        }

        foreach (var item in items)
        {
            if (item.Product.Length > CustomerId.MaxLength || item.Product.Any(char.IsControl))
                row.Report(fields.Items, Cause.NotAnItem, string.Create(CultureInfo.InvariantCulture,
                    $"names a product with more than {CustomerId.MaxLength} characters, or with a control character such as a line end"));
            else if (ReadPieces(fields.Items, ReadNumber(fields.Items, item.Quantity, isRequired: false)?.Value, null,
                ReadNumber(fields.Items, item.Price, isRequired: false)?.Value) is { } pieces)
                Add(draft, fields.Items, item.Product, pieces);
        }
    }

    private void Add(OrderDraft draft, BoundColumn column, string product, (int Quantity, decimal? Price) pieces)
    {
        if (pieces.Quantity > 0 && !draft.Lines.Add(new ProductId(product), pieces.Quantity, pieces.Price))
            row.Report(column, Cause.Limits, string.Create(
                CultureInfo.InvariantCulture, $"has more than {CustomerEvent.MaxLines} lines in this order, or too many pieces"));
    }

    private OrderDraft BeginCounting(string order, OrderStanding standing, (string, string) head, CustomerId customer, bool isGuest)
    {
        var orderedAt = ReadTime(fields.OrderedAt);
        var total = ReadMoney(fields.Total, isRequired: true, out var currency);
        var refunded = total is > 0 ? Math.Abs(ReadMoney(fields.Refunded, isRequired: false, out _) ?? 0) : 0;
        if (standing == OrderStanding.Refunded && refunded == 0 && total is > 0)
            refunded = total.Value;
        if (total is > 0 && refunded > total)
            row.Report(fields.Refunded, Cause.TooMuchRefunded, string.Create(
                CultureInfo.InvariantCulture, $"is too much: {refunded:0.00##} would be refunded of an order of {total:0.00##}"));
        var refundedAt = refunded > 0 && !row.Cell(fields.RefundedAt).IsEmpty ? ReadTime(fields.RefundedAt) : orderedAt;
        if ((refunded > 0 || total < 0) && order.Length > CustomerEvent.MaxIdLength - MaxRefundSuffix)
            row.Report(fields.Order, Cause.TooLong, string.Create(CultureInfo.InvariantCulture,
                $"has {order.Length} characters; a refunded order has at most {CustomerEvent.MaxIdLength - MaxRefundSuffix}"));

        var draft = new OrderDraft
        {
            Line = row.Line,
            Order = order,
            Standing = standing,
            Head = head,
            Customer = customer,
            IsGuest = isGuest,
            OrderedAt = orderedAt,
            Total = total ?? 0,
            Currency = currency,
            Properties = ReadProperties(),
            Refunded = refunded,
            RefundedAt = refundedAt,
            RefundOf = total < 0 ? row.Id(fields.RefundOf, CustomerEvent.MaxIdLength) : null,
        };
        AddLine(draft);
        draft.IsInvalid |= row.IsInvalid;
        return draft;
    }

    private OrderStanding StandingOf()
    {
        if (!row.Cell(fields.Cancelled).IsEmpty)
            return OrderStanding.Withdrawn;
        if (_statuses is null || !fields.Status.IsThere)
            return OrderStanding.Counts;
        var cell = row.Cell(fields.Status);
        if (cell.IsEmpty && row.Cell(fields.Total).IsEmpty && row.Cell(fields.OrderedAt).IsEmpty)
            return OrderStanding.Counts; // a further row of an order that does not follow it: its empty cells are errors
        var status = (cell.Length > 100 ? cell[..100] : cell).ToString();
        var known = _statuses.Of(status);
        if (known is null or OrderStanding.LeftOut)
            tally.LeaveOut(status, known is not null);
        return known ?? OrderStanding.LeftOut;
    }

    /// <summary>The customer, or the key of a guest; null if the row names nobody, or a reported problem.</summary>
    private (CustomerId? Customer, bool IsGuest) ReadCustomer(bool isQuiet)
    {
        var cell = row.Cell(fields.Customer);
        if (!cell.IsEmpty && !_guestIds.GetAlternateLookup<ReadOnlySpan<char>>().Contains(cell))
        {
            if (isQuiet && (cell.Length > CustomerId.MaxLength || cell.ContainsAnyInRange('\0', '\u001f')))
                return (null, false);
            return (row.Id(fields.Customer, CustomerId.MaxLength) is { } id ? new CustomerId(id) : (CustomerId?)null, false);
        }

        var email = row.Cell(fields.Email);
        if (email.IsEmpty)
        {
            if (!isQuiet && !mapping.LeaveOutAnonymous)
                row.Report(fields.Buyer, Cause.Empty, "is empty");
            return (null, false);
        }

        var key = GuestKey.Of(email.ToString(), out var problem);
        if (problem is not null && !isQuiet)
            row.Report(fields.Email, Cause.NotAnAddress, problem);
        return (key, true);
    }

    private DateTimeOffset ReadTime(BoundColumn column)
    {
        if (_times.Read(row.Cell(column), out var time) is { } problem)
            row.Report(column, problem);
        return time;
    }

    private decimal? ReadMoney(BoundColumn column, bool isRequired, out string currency)
    {
        currency = "";
        if (ReadNumber(column, isRequired) is not { } amount)
            return null;
        if (CurrencyRules.Find(amount.Currencies, row.Cell(fields.Currency), mapping.Currency, out currency) is { } unknown)
        {
            row.Report(fields.Currency.IsThere && !row.Cell(fields.Currency).IsEmpty ? fields.Currency : column, unknown.Cause,
                fields.Currency.IsThere && !row.Cell(fields.Currency).IsEmpty ? unknown.Reason : $"its currency {unknown.Reason}");
            return null;
        }

        if (CurrencyRules.Check(amount, currency, mapping.Amounts.Round, out var value) is not { } problem)
            return value;
        row.Report(column, problem);
        return null;
    }

    private Amount? ReadNumber(BoundColumn column, bool isRequired) => ReadNumber(column, row.Cell(column), isRequired);

    private Amount? ReadNumber(BoundColumn column, ReadOnlySpan<char> text, bool isRequired)
    {
        if (_amounts.Read(text, out var amount) is { } problem)
        {
            if (isRequired || problem.Cause != Cause.Empty)
                row.Report(column, problem);
            return null;
        }

        if (amount.DecimalSign is { } sign)
            errors.NoteDecimalSign(row.Line, column.Name, sign);
        return amount;
    }

    private (int Quantity, decimal? Price)? ReadPieces() => ReadPieces(fields.Quantity,
        ReadNumber(fields.Quantity, isRequired: false)?.Value, ReadNumber(fields.UnitPrice, isRequired: false)?.Value,
        ReadNumber(fields.LinePrice, isRequired: false)?.Value);

    /// <summary>The pieces of a line and the price of one. A part of a piece, such as half a metre, is one piece at its price.</summary>
    private (int Quantity, decimal? Price)? ReadPieces(BoundColumn column, decimal? pieces, decimal? unit, decimal? whole)
    {
        var count = pieces ?? (row.IsInvalid ? 0 : 1);
        if (count > int.MaxValue)
        {
            row.Report(column, Cause.OutOfRange, "is out of range");
            return null;
        }

        if (count <= 0)
            return (0, null);
        var quantity = (int)Math.Max(1, decimal.Truncate(count));
        var price = unit is { } one ? (quantity == count ? one : Multiply(one, count) / quantity) : whole / quantity;
        return (quantity, price is { } known ? CurrencyRules.Price(known) : null);
    }

    private static decimal? Multiply(decimal price, decimal count) =>
        Math.Abs(price) < 1_000_000_000_000m && count < 1_000_000_000m ? price * count : null;

    private PropertyBag ReadProperties()
    {
        List<KeyValuePair<string, PropertyValue>>? read = null;
        foreach (var (key, column) in fields.Properties)
        {
            if (row.Text(column, PropertyValue.MaxTextLength) is { } text)
                (read ??= []).Add(new(key, text));
        }

        return read is null ? PropertyBag.Empty : new PropertyBag(read);
    }

    private string? Required(BoundColumn column, string? text)
    {
        if (text is null && !row.IsInvalid)
            row.Report(column, Cause.Empty, "is empty");
        return text;
    }
}
