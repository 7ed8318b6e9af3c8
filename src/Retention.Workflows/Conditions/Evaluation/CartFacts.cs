using Retention.Workflows.Events;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Conditions.Evaluation;

/// <summary>Makes carts out of facts: one question for the last purchases, one for what happened to the carts since.</summary>
internal static class CartFacts
{
    /// <summary>What lay in carts, each at its moment, in the order asked for.</summary>
    internal static async Task<IReadOnlyList<Cart>> CartsAsync(this IFactSource facts, IReadOnlyList<CustomerMoment> moments, CancellationToken cancellationToken)
    {
        if (moments.Count == 0)
            return [];
        var bought = await facts.LastPurchasesAsync(moments, cancellationToken).ConfigureAwait(false);
        var names = CartEvents.Names;
        var events = await facts.ReadAsync(
            [.. moments.SelectMany((moment, index) => names.Select(name => new EventWindow(moment.Customer, name, bought[index] ?? DateTimeOffset.MinValue, moment.At)))], cancellationToken).ConfigureAwait(false);
        return [.. moments.Select((_, index) => Cart.From(Enumerable.Range(index * names.Count, names.Count).SelectMany(window => events[window])))];
    }
}
