namespace Retention.Workflows;

/// <summary>A customer at a moment.</summary>
internal readonly record struct CustomerMoment(CustomerId Customer, DateTimeOffset At);

/// <summary>Makes carts out of facts: one question for the last purchases, one for what happened to the carts since.</summary>
internal static class CartFacts
{
    /// <summary>What lay in carts, each at its moment, in the order asked for.</summary>
    internal static async Task<IReadOnlyList<Cart>> CartsAsync(this IFactSource facts, IReadOnlyList<CustomerMoment> moments, CancellationToken cancellationToken)
    {
        if (moments.Count == 0)
            return [];
        var bought = await LastPurchasesAsync(facts, moments, cancellationToken).ConfigureAwait(false);
        var names = CartEvents.Names;
        var events = await facts.ReadAsync(
            [.. moments.SelectMany((moment, index) => names.Select(name => new EventWindow(moment.Customer, name, bought[index], moment.At)))], cancellationToken).ConfigureAwait(false);
        return [.. moments.Select((_, index) => Cart.From(Enumerable.Range(index * names.Count, names.Count).SelectMany(window => events[window])))];
    }

    private static async Task<DateTimeOffset[]> LastPurchasesAsync(IFactSource facts, IReadOnlyList<CustomerMoment> moments, CancellationToken cancellationToken)
    {
        try
        {
            var totals = await facts.SumPurchasesAsync(
                [.. moments.Select(moment => new CustomerWindow(moment.Customer, DateTimeOffset.MinValue, moment.At))], cancellationToken).ConfigureAwait(false);
            return [.. totals.Select(total => total is { Purchases: > 0 } known ? known.LastPurchaseAt : DateTimeOffset.MinValue)];
        }
        catch (MixedCurrenciesException)
        {
            // Somebody bought in several currencies, which no sum can be made of; when they bought is known all the same.
            var purchases = await facts.ReadAsync(
                [.. moments.Select(moment => new EventWindow(moment.Customer, EventNames.Purchase, DateTimeOffset.MinValue, moment.At))], cancellationToken).ConfigureAwait(false);
            return [.. purchases.Select(events => events.Count == 0 ? DateTimeOffset.MinValue : events.Max(happened => happened.OccurredAt))];
        }
    }
}
