using Retention.Workflows.Storage;

namespace Retention.Workflows.Conditions.Evaluation;

/// <summary>A customer at a moment.</summary>
internal readonly record struct CustomerMoment(CustomerId Customer, DateTimeOffset At);

/// <summary>Finds the last purchase of customers from the sums of the store, also for customers whose purchases cannot be summed.</summary>
internal static class PurchaseFacts
{
    /// <summary>The time of each customer's last purchase until the given moment; null for a customer without a purchase.</summary>
    internal static async Task<DateTimeOffset?[]> LastPurchasesAsync(
        this IFactSource facts, IReadOnlyList<CustomerMoment> moments, CancellationToken cancellationToken)
    {
        try
        {
            var totals = await facts.SumPurchasesAsync(
                [.. moments.Select(moment => new CustomerWindow(moment.Customer, DateTimeOffset.MinValue, moment.At))],
                cancellationToken).ConfigureAwait(false);
            return [.. totals.Select(total => total is { Purchases: > 0 } known ? known.LastPurchaseAt : (DateTimeOffset?)null)];
        }
        catch (MixedCurrenciesException)
        {
            // A customer bought in several currencies, so the purchases cannot be summed. Their times are still known.
            var purchases = await facts.ReadAsync(
                [.. moments.Select(moment => new EventWindow(moment.Customer, EventNames.Purchase, DateTimeOffset.MinValue, moment.At))],
                cancellationToken).ConfigureAwait(false);
            return [.. purchases.Select(events => events.Count == 0 ? (DateTimeOffset?)null : events.Max(@event => @event.OccurredAt))];
        }
    }
}
