using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Recommending;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Delivery;

/// <summary>Builds the queries for products that messages show besides carts: chosen by a step before, or to be chosen now.</summary>
internal static class RecommendationQueries
{
    internal static async Task<IReadOnlyDictionary<MessageId, RecommendationQuery>> ReadAsync(
        Batch batch, IEnumerable<(OutboxMessage Message, RecommendationBlock? Block)> messages, IReadOnlyDictionary<CustomerId, Cart> carts,
        CancellationToken cancellationToken)
    {
        var showing = messages.Where(entry => entry.Block is not null).ToList();
        if (showing.Count == 0)
            return new Dictionary<MessageId, RecommendationQuery>();
        var bought = await batch.BoughtAsync(showing.Select(entry => entry.Message.Customer), cancellationToken).ConfigureAwait(false);
        EnrollmentId[] choosing = [.. showing.Where(entry => entry.Block!.ChosenBy is not null).Select(entry => entry.Message.Enrollment)
            .Distinct()];
        var enrollments = choosing.Length == 0
            ? new Dictionary<EnrollmentId, Enrollment>()
            : await batch.Transaction.Enrollments.FindAsync(choosing, cancellationToken).ConfigureAwait(false);
        return showing.ToDictionary(entry => entry.Message.Id, entry => new RecommendationQuery
        {
            Block = entry.Block!,
            Customer = entry.Message.Customer,
            Bought = bought[entry.Message.Customer],
            Cart = carts.GetValueOrDefault(entry.Message.Customer, Cart.Empty),
            Chosen = entry.Block!.ChosenBy is { } step
                ? enrollments.GetValueOrDefault(entry.Message.Enrollment)?.State.ChosenBy(step) ?? [] : [],
        });
    }
}
