namespace Retention.Workflows.Conditions.Evaluation;

/// <summary>A predicate that can be evaluated for many customers.</summary>
/// <param name="CallsOutside">True if it must not be evaluated while a transaction is open.</param>
/// <param name="EvaluateAsync">Evaluates it.</param>
internal sealed record RegisteredPredicate(
    bool CallsOutside, Func<IReadOnlyList<CustomerQuestion>, CancellationToken, Task<IReadOnlyList<bool>>> EvaluateAsync)
{
    internal static RegisteredPredicate Of(CustomerPredicate predicate) => new(
        false,
        (questions, _) => Task.FromResult<IReadOnlyList<bool>>(
            [.. questions.Select(question => predicate(question.Customer, question.Arguments, question.Now))]));

    /// <summary>Evaluates the predicate and checks that there is one result for each question.</summary>
    /// <exception cref="HostFailureException">The predicate failed.</exception>
    internal async Task<IReadOnlyList<bool>> AskAsync(IReadOnlyList<CustomerQuestion> questions, CancellationToken cancellationToken)
    {
        try
        {
            var results = await EvaluateAsync(questions, cancellationToken).ConfigureAwait(false);
            return results?.Count == questions.Count
                ? results
                : throw new InvalidOperationException(
                    $"The predicate returned {results?.Count ?? 0} results for {questions.Count} questions.");
        }
        catch (Exception exception) when (exception is not INotOfTheHost
            && (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested))
        {
            throw new HostFailureException(exception);
        }
    }
}
