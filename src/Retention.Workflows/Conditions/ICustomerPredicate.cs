namespace Retention.Workflows;

/// <summary>A predicate in the host's own code that is asked for many customers at once and may be asynchronous.</summary>
/// <remarks>
/// The engine makes an instance for each question, in a service scope of its own. Several questions run at a time. Give the same result for
/// the same input. When it
/// throws, it is asked again for one customer after the other, so that a customer for whom it fails affects nobody else.
/// </remarks>
public interface ICustomerPredicate
{
    /// <summary>Decides for some customers.</summary>
    /// <param name="questions">One question for each customer, at least one; their arguments are the same.</param>
    /// <param name="cancellationToken">Ends the call when the time is over or the worker stops.</param>
    /// <returns>The results in the order of the questions.</returns>
    Task<IReadOnlyList<bool>> EvaluateAsync(IReadOnlyList<CustomerQuestion> questions, CancellationToken cancellationToken);
}
