using Retention.Workflows.Storage;

namespace Retention.Workflows.Conditions.Evaluation;

/// <summary>A customer at a moment.</summary>
internal readonly record struct CustomerMoment(CustomerId Customer, DateTimeOffset At);

/// <summary>When somebody bought, out of the sums that stores make, and also where no sum can be made.</summary>
internal static class PurchaseFacts
{
    /// <summary>When each bought last, until their moment; none for who never did.</summary>
    internal static async Task<DateTimeOffset?[]> LastPurchasesAsync(this IFactSource facts, IReadOnlyList<CustomerMoment> moments, CancellationToken cancellationToken)
    {
        try
        {
            var totals = await facts.SumPurchasesAsync(
                [.. moments.Select(moment => new CustomerWindow(moment.Customer, DateTimeOffset.MinValue, moment.At))], cancellationToken).ConfigureAwait(false);
            return [.. totals.Select(total => total is { Purchases: > 0 } known ? known.LastPurchaseAt : (DateTimeOffset?)null)];
        }
        catch (MixedCurrenciesException)
        {
            // Somebody bought in several currencies, which no sum can be made of; when they bought is known all the same.
            var purchases = await facts.ReadAsync(
                [.. moments.Select(moment => new EventWindow(moment.Customer, EventNames.Purchase, DateTimeOffset.MinValue, moment.At))], cancellationToken).ConfigureAwait(false);
            return [.. purchases.Select(events => events.Count == 0 ? (DateTimeOffset?)null : events.Max(@event => @event.OccurredAt))];
        }
    }
}
