using Retention.Workflows.Segments;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Conditions.Evaluation;

/// <summary>A customer at a moment.</summary>
internal readonly record struct CustomerMoment(CustomerId Customer, DateTimeOffset At);

/// <summary>Finds the last purchase of customers from the sums of the store.</summary>
internal static class PurchaseFacts
{
    /// <summary>The time of each customer's last purchase until the given moment; null for a customer without a purchase.</summary>
    internal static async Task<DateTimeOffset?[]> LastPurchasesAsync(
        this IFactSource facts, IReadOnlyList<CustomerMoment> moments, CancellationToken cancellationToken)
    {
        var totals = await facts.SumPurchasesAsync(
            [.. moments.Select(moment => new CustomerWindow(moment.Customer, DateTimeOffset.MinValue, moment.At))],
            cancellationToken).ConfigureAwait(false);
        return [.. totals.Select(rows => new CustomerPurchases(rows).LastPurchaseAt)];
    }
}
