using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Journeys;
using Retention.Workflows.Messaging;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Delivery;

/// <summary>The carts that messages need, because their templates show them or their recommendations use them.</summary>
internal static class PendingSendCarts
{
    /// <summary>Reads the carts of customers whose messages were composed with one.</summary>
    internal static Task<IReadOnlyDictionary<CustomerId, Cart>> ReadAsync(
        Batch batch, IEnumerable<PendingSend> pendingSends, CancellationToken cancellationToken) =>
        batch.CartsAsync(
            pendingSends.Where(pending => pending.Cart is not null).Select(pending => pending.Message.Customer), cancellationToken);

    /// <summary>True if the cart changed after the message was composed, so that it must be composed again.</summary>
    internal static bool HasChanged(this PendingSend pending, IReadOnlyDictionary<CustomerId, Cart> now) =>
        pending.Cart is { } composed && now[pending.Message.Customer] != composed;

    internal static bool NeedsCart(this IMessageTemplates templates, OutboxMessage message, SendStep? step) =>
        step is { Recommendations.NeedsCart: true } || templates.Shows(message, step, "cart") || templates.Shows(message, step, "stores");

    internal static bool Shows(this IMessageTemplates templates, OutboxMessage message, SendStep? step, string variable) =>
        step is not null && templates.Shows(step.Template, message.Channel, variable);
}
