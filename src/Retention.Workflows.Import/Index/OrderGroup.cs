using System.Globalization;
using Retention.Workflows.Import.Cells;

namespace Retention.Workflows.Import.Index;

/// <summary>The entries of one order: first its purchases by line, then its refunds by line.</summary>
/// <param name="order">The hash of the order's number.</param>
/// <param name="report">Called with line, whether the order's number or the refund is wrong, and the problem.</param>
internal sealed class OrderGroup(ulong order, Action<int, bool, CellProblem> report)
{
    /// <summary>Amounts are counted in ten-thousandths.</summary>
    internal const decimal Fractions = 10_000m;

    /// <summary>
    /// More refunds than any order has. Beyond it a repeated refund is not recognised, so that the memory stays constant.
    /// </summary>
    private const int MaxRefunds = 10_000;

    private OrderEntry? _purchase;
    private HashSet<(ulong Content, ulong Customer)>? _refunds;
    private decimal _refunded;

    internal ulong Order => order;

    /// <summary>Adds the next entry.</summary>
    /// <returns>True if it is new, false if it contradicts an earlier one, null if it repeats one.</returns>
    internal bool? Add(OrderEntry entry) => entry.IsRefund ? AddRefund(entry) : AddPurchase(entry);

    private bool? AddPurchase(OrderEntry entry)
    {
        if (_purchase is not { } first)
        {
            _purchase = entry;
            return true;
        }

        if (entry == first with { Line = entry.Line })
            return null;
        report(entry.Line, false, new CellProblem(Cause.OtherContent, string.Create(CultureInfo.InvariantCulture,
            $"is the number of the order on line {first.Line}, too, with {DifferenceOf(entry, first)}")));
        return false;
    }

    private bool? AddRefund(OrderEntry refund)
    {
        _refunds ??= [];
        if (_refunds.Contains((refund.Content, refund.Customer)))
            return null;
        if (_refunds.Count < MaxRefunds)
            _refunds.Add((refund.Content, refund.Customer));
        if (_purchase is not { } purchase)
            return true;
        _refunded -= refund.Amount;
        if (refund.Customer != purchase.Customer)
            return Report(refund, false, Cause.OtherContent, string.Create(
                CultureInfo.InvariantCulture, $"is paid back to another customer than the one of line {purchase.Line}"));
        if (refund.Currency != purchase.Currency)
            return Report(refund, true, Cause.OtherCurrency, string.Create(
                CultureInfo.InvariantCulture, $"has another currency than the order on line {purchase.Line}"));
        if (_refunded > purchase.Amount)
            return Report(refund, true, Cause.TooMuchRefunded, string.Create(CultureInfo.InvariantCulture,
                $"is too much: {_refunded / Fractions:0.00##} would be refunded of the order of {purchase.Amount / Fractions:0.00##} on line {purchase.Line}"));
        return true;
    }

    private bool Report(OrderEntry entry, bool isRefund, Cause cause, string reason)
    {
        report(entry.Line, isRefund, new CellProblem(cause, reason));
        return false;
    }

    private static string DifferenceOf(OrderEntry entry, OrderEntry first) =>
        entry.Customer != first.Customer ? "another customer"
        : entry.Amount != first.Amount ? "another total"
        : entry.Time != first.Time ? "another time"
        : entry.Currency != first.Currency ? "another currency"
        : "other lines or properties: the rows of an order must follow each other";
}
