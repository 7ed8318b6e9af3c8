using System.Globalization;
using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Exits;

namespace Retention.Workflows.Engine.Ingestion;

/// <summary>Finds refunds that would pay back more than the total of the order that they name.</summary>
internal static class RefundLimits
{
    /// <summary>
    /// Returns the problem of each such refund, by its index. An unknown order limits nothing, because it may come later.
    /// </summary>
    /// <param name="batch">The batch.</param>
    /// <param name="events">All events of the call.</param>
    /// <param name="open">The indexes of the valid events of the batch, in the order in which they are appended.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    internal static async Task<IReadOnlyDictionary<int, InputProblem>> ProblemsAsync(
        Batch batch, IReadOnlyList<CustomerEvent> events, IReadOnlyList<int> open, CancellationToken cancellationToken)
    {
        var problems = new Dictionary<int, InputProblem>();
        CustomerId[] customers =
            [.. open.Where(index => OrderWithdrawal.OrderOf(events[index]) is not null).Select(index => events[index].Customer).Distinct()];
        if (customers.Length == 0)
            return problems;
        var stored = await OrderWithdrawal.ReadAsync(batch, customers, cancellationToken).ConfigureAwait(false);
        var coming = open.Select(index => events[index]).ToLookup(@event => @event.Customer);
        var accepted = new List<CustomerEvent>();
        foreach (var index in open)
        {
            var refund = events[index];
            if (OrderWithdrawal.OrderOf(refund) is not { } order)
                continue;
            var known = stored[refund.Customer].ToList();
            var purchase = known.Concat(coming[refund.Customer])
                .FirstOrDefault(@event => OrderWithdrawal.IsPurchase(@event) && @event.Id == order);
            if (purchase?.Amount is not { } total || known.Exists(@event => @event.Id == refund.Id))
                continue; // the order is unknown, or the refund came before
            var refunded = -known.Concat(accepted)
                .Where(@event => @event.Customer == refund.Customer && OrderWithdrawal.OrderOf(@event) == order && @event.Id != refund.Id
                    && @event.Currency == purchase.Currency)
                .Append(refund).Sum(@event => @event.Amount ?? 0);
            if (refund.Currency != purchase.Currency)
                problems[index] = Problem("currency", $"is {refund.Currency}, and the order is in {purchase.Currency}");
            else if (refunded > total)
                problems[index] = Problem("amount", string.Create(
                    CultureInfo.InvariantCulture, $"is too much: {refunded:0.00##} would be refunded of an order of {total:0.00##}"));
            else
                accepted.Add(refund);
        }

        return problems;
    }

    private static InputProblem Problem(string field, string reason) => new() { Field = field, Reason = reason };
}
