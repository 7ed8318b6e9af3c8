using Retention.Workflows.Journeys;

namespace Retention.Workflows.Conditions.Evaluation;

/// <summary>
/// A predicate that calls outside must be asked before this transaction. The transaction is rolled back, and done again with the answers.
/// </summary>
internal sealed class OutsideAnswersNeededException(CustomCondition condition, IReadOnlyList<CustomerQuestion> questions)
    : Exception($"The predicate '{condition.Name}' calls outside and is not asked while a transaction is open.")
{
    internal CustomCondition Condition { get; } = condition;

    internal IReadOnlyList<CustomerQuestion> Questions { get; } = questions;
}
