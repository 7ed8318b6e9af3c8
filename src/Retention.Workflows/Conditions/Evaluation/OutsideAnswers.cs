using System.Collections.Concurrent;
using Retention.Workflows.Journeys;

namespace Retention.Workflows.Conditions.Evaluation;

/// <summary>
/// Results of predicates that call external services, collected before the transaction that uses them. They are ambient, so that
/// conditions find them
/// wherever they are evaluated. Thread-safe.
/// </summary>
internal sealed class OutsideAnswers
{
    private static readonly AsyncLocal<OutsideAnswers?> Ambient = new();

    private readonly ConcurrentDictionary<(CustomCondition Condition, CustomerId Customer), (bool Holds, Exception? Problem)> _answers =
        new();

    /// <summary>The answers of the current work; null if none are collected.</summary>
    internal static OutsideAnswers? Current => Ambient.Value;

    /// <summary>Runs work that uses these answers.</summary>
    internal async Task<T> WithAsync<T>(Func<Task<T>> work)
    {
        Ambient.Value = this; // seen by the work only, since an asynchronous method restores it
        return await work().ConfigureAwait(false);
    }

    internal void Add(CustomCondition condition, CustomerId customer, bool holds) => _answers[(condition, customer)] = (holds, null);

    internal void Add(CustomCondition condition, CustomerId customer, Exception problem) =>
        _answers[(condition, customer)] = (false, problem);

    /// <summary>Returns the results for customers, in order.</summary>
    /// <exception cref="OutsideAnswersNeededException">Some are missing.</exception>
    internal IReadOnlyList<bool> Of(CustomCondition condition, IReadOnlyList<CustomerQuestion> questions)
    {
        CustomerQuestion[] missing = [.. questions.Where(question => !_answers.ContainsKey((condition, question.Customer.Id)))];
        if (missing.Length > 0)
            throw new OutsideAnswersNeededException(condition, missing);
        return [.. questions.Select(question => _answers[(condition, question.Customer.Id)] is { Problem: { } problem }
            ? throw (problem as HostFailureException ?? new HostFailureException(problem))
            : _answers[(condition, question.Customer.Id)].Holds)];
    }
}
