using Retention.Workflows.Journeys;

namespace Retention.Workflows.Conditions.Evaluation;

/// <summary>
/// A predicate that calls an external service must be evaluated before this transaction. The transaction is rolled back and repeated with
/// the answers.
/// </summary>
internal sealed class OutsideAnswersNeededException(CustomCondition condition, IReadOnlyList<CustomerQuestion> questions)
    : Exception($"The predicate '{condition.Name}' calls an external service, so it cannot be evaluated inside a transaction.")
{
    internal CustomCondition Condition { get; } = condition;

    internal IReadOnlyList<CustomerQuestion> Questions { get; } = questions;
}
