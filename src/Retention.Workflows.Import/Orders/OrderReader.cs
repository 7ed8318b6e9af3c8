using Retention.Workflows.Import.Cells;
using Retention.Workflows.Import.Columns;

namespace Retention.Workflows.Import.Orders;

/// <summary>Reads a file of orders, order by order. Rows with the same number, one after the other, are one order.</summary>
internal sealed class OrderReader
{
    private readonly OrderFields _fields;
    private readonly Row _row;
    private readonly EventLimits _limits;
    private readonly OrderTally _tally;
    private readonly OrderRowReader _rows;

    internal OrderReader(CsvPass pass, OrderMapping mapping, EventLimits limits, OrderTally tally)
    {
        _fields = new OrderFields(pass.Columns, mapping.Columns);
        _row = pass.Row;
        _limits = limits;
        _tally = tally;
        _rows = new OrderRowReader(mapping, _fields, _row, pass.Errors, tally);
    }

    /// <summary>Reads the orders that have no errors. Errors are reported while the rows are read.</summary>
    internal IEnumerable<OrderItem> Read()
    {
        OrderDraft? draft = null;
        while (_row.Read(out var isWhole))
        {
            _tally.Rows++;
            if (!isWhole)
            {
                _tally.Invalid++;
                continue;
            }

            if (draft is not null && Continues(draft))
            {
                _rows.AddLine(draft);
                continue;
            }

            foreach (var item in Finish(draft))
                yield return item;
            draft = _rows.Begin();
            if (draft is null)
                _tally.Invalid++;
        }

        foreach (var item in Finish(draft))
            yield return item;
    }

    /// <summary>True if the row adds a line to the order: it repeats the number, and repeats the rest or leaves it empty.</summary>
    private bool Continues(OrderDraft draft)
    {
        if (!_fields.Product.IsThere || !_row.Cell(_fields.Order).SequenceEqual(draft.Order))
            return false;
        return Repeats(_fields.Total, draft.Head.Total) && Repeats(_fields.OrderedAt, draft.Head.OrderedAt);
    }

    private bool Repeats(BoundColumn column, string text)
    {
        var cell = _row.Cell(column);
        return cell.IsEmpty || cell.SequenceEqual(text);
    }

    private IReadOnlyList<OrderItem> Finish(OrderDraft? draft)
    {
        if (draft is null)
            return [];
        if (draft.Standing == OrderStanding.Anonymous)
            _tally.Anonymous++;
        if (draft.Standing is OrderStanding.LeftOut or OrderStanding.Anonymous)
            return [];
        IReadOnlyList<OrderItem> items = draft.IsInvalid ? [] : [.. draft.Items()];
        foreach (var problem in items.SelectMany(item => item.Event is { } @event ? _limits.Problems(@event) : []).Distinct())
        {
            _rows.Report(draft, _fields.Of(problem.Field), Cause.OutsideLimits, problem.Reason);
            draft.IsInvalid = true;
        }

        if (!draft.IsInvalid)
            return items;
        _tally.Invalid++;
        return [];
    }
}
