using Retention.Workflows.Events;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Conditions.Evaluation;

/// <summary>Builds carts from facts with two queries: one for the last purchases, one for the cart events since then.</summary>
internal static class CartFacts
{
    /// <summary>The content of each cart at its moment, in the order of <paramref name="moments"/>.</summary>
    internal static async Task<IReadOnlyList<Cart>> CartsAsync(
        this IFactSource facts, IReadOnlyList<CustomerMoment> moments, CancellationToken cancellationToken)
    {
        if (moments.Count == 0)
            return [];
        var bought = await facts.LastPurchasesAsync(moments, cancellationToken).ConfigureAwait(false);
        var names = CartEvents.Names;
        var windows = moments.SelectMany((moment, index) =>
            names.Select(name => new EventWindow(moment.Customer, name, bought[index] ?? DateTimeOffset.MinValue, moment.At)));
        var events = await facts.ReadAsync([.. windows], cancellationToken).ConfigureAwait(false);
        return [.. moments.Select(
            (_, index) => Cart.From(Enumerable.Range(index * names.Count, names.Count).SelectMany(range => events[range])))];
    }
}
