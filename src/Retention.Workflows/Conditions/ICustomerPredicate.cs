namespace Retention.Workflows;

/// <summary>A predicate in the host's own code that is evaluated for many customers at once and may be asynchronous.</summary>
/// <remarks>
/// The engine creates an instance for each call, in its own service scope. Several calls run at the same time. Return the same result for
/// the same input. If it throws, it is called again for one customer at a time, so that one failing customer does not affect the others.
/// </remarks>
public interface ICustomerPredicate
{
    /// <summary>Evaluates the predicate for some customers.</summary>
    /// <param name="questions">One question for each customer, at least one; their arguments are the same.</param>
    /// <param name="cancellationToken">Cancels the call at the timeout or when the worker stops.</param>
    /// <returns>The results in the order of the questions.</returns>
    Task<IReadOnlyList<bool>> EvaluateAsync(IReadOnlyList<CustomerQuestion> questions, CancellationToken cancellationToken);
}
