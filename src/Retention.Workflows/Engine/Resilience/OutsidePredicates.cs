using Retention.Workflows.Conditions.Evaluation;
using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Journeys;

namespace Retention.Workflows.Engine.Resilience;

/// <summary>Evaluates predicates that call external services while no transaction is open.</summary>
internal static class OutsidePredicates
{
    /// <summary>
    /// Runs work that opens its own transaction. If a condition needs a predicate that calls an external service, the transaction is
    /// rolled back, the predicate is evaluated for the whole chunk of customers, and the work is repeated with the results.
    /// </summary>
    internal static async Task<T> WithOutsideAnswersAsync<T>(
        this EngineSettings settings, TimeProvider time, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        if (!settings.Conditions.CallsOutside || OutsideAnswers.Current is not null)
            return await work().ConfigureAwait(false);
        var answers = new OutsideAnswers();
        while (true)
        {
            try
            {
                return await answers.WithAsync(work).ConfigureAwait(false);
            }
            catch (OutsideAnswersNeededException needed)
            {
                await settings.AskAsync(time, answers, needed.Condition, needed.Questions, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>
    /// Evaluates all customers at once, or one at a time if that fails. A failure is kept as the result of that customer.
    /// </summary>
    internal static async Task AskAsync(
        this EngineSettings settings, TimeProvider time, OutsideAnswers answers, CustomCondition condition,
        IReadOnlyList<CustomerQuestion> questions, CancellationToken cancellationToken)
    {
        try
        {
            var predicate = settings.Conditions.Find(condition);
            var results =
                await settings.InTimeAsync(time, token => predicate.AskAsync(questions, token), cancellationToken).ConfigureAwait(false);
            for (var index = 0; index < questions.Count; index++)
                answers.Add(condition, questions[index].Customer.Id, results[index]);
        }
        catch (Exception exception) when (HostCallFailure.IsOfCall(exception, cancellationToken))
        {
            if (questions.Count == 1 || exception is OperationCanceledException)
            {
                foreach (var question in questions)
                    answers.Add(condition, question.Customer.Id, exception);
                return;
            }

            foreach (var question in questions)
                await settings.AskAsync(time, answers, condition, [question], cancellationToken).ConfigureAwait(false);
        }
    }
}
