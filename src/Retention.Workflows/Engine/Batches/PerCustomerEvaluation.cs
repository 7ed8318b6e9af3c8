using Retention.Workflows.Engine.Resilience;

namespace Retention.Workflows.Engine.Batches;

/// <summary>Asks a condition about many customers so that one for whom it fails, in the host's own predicate for instance, spoils it for nobody else.</summary>
internal static class PerCustomerEvaluation
{
    /// <summary>Asks about all at once and, should that fail, about one after the other.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="condition">The condition.</param>
    /// <param name="customers">Whom to ask about.</param>
    /// <param name="failed">Hears of each customer for whom it fails; the answer for them is no.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal static async Task<bool[]> EvaluateAsync(
        Batch batch, Condition condition, IReadOnlyList<CustomerId> customers, Action<Exception> failed, CancellationToken cancellationToken)
    {
        if (customers.Count == 0)
            return [];
        try
        {
            return await batch.EvaluateAsync(condition, customers, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (HostCallFailure.Is(exception, cancellationToken))
        {
            if (customers.Count == 1)
            {
                failed(exception);
                return [false];
            }

            var answers = new bool[customers.Count];
            for (var index = 0; index < answers.Length; index++)
                answers[index] = (await EvaluateAsync(batch, condition, [customers[index]], failed, cancellationToken).ConfigureAwait(false))[0];
            return answers;
        }
    }
}
