using Retention.Workflows.Engine.Resilience;

namespace Retention.Workflows.Engine.Batches;

/// <summary>
/// Evaluates a condition for many customers, so that a failure of the host's predicate for one of them does not affect the others.
/// </summary>
/// <remarks>Errors of the engine itself and of the store are thrown: they are no answer of the host.</remarks>
internal static class PerCustomerEvaluation
{
    /// <summary>Evaluates for all customers at once. If that fails, evaluates one by one.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="condition">The condition.</param>
    /// <param name="customers">The customers.</param>
    /// <param name="failed">Called for each customer for whom the host's predicate fails; the result for them is false.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    internal static async Task<bool[]> EvaluateAsync(
        Batch batch, Condition condition, IReadOnlyList<CustomerId> customers, Action<CustomerId, Exception> failed,
        CancellationToken cancellationToken)
    {
        if (customers.Count == 0)
            return [];
        try
        {
            return await batch.EvaluateAsync(condition, customers, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (HostCallFailure.IsOfCondition(exception, cancellationToken))
        {
            if (customers.Count == 1)
            {
                failed(customers[0], HostCallFailure.CauseOf(exception));
                return [false];
            }

            var results = new bool[customers.Count];
            for (var index = 0; index < results.Length; index++)
                results[index] =
                    (await EvaluateAsync(batch, condition, [customers[index]], failed, cancellationToken).ConfigureAwait(false))[0];
            return results;
        }
    }
}
