using Retention.Workflows.Journeys;

namespace Retention.Workflows.Conditions.Evaluation;

/// <summary>The custom segments and predicates that the host registered by name.</summary>
internal sealed record ConditionRegistry(
    IReadOnlyDictionary<string, Condition> Named,
    IReadOnlyDictionary<string, CustomerPredicate> Predicates)
{
    internal static ConditionRegistry Empty { get; } = new(
        new Dictionary<string, Condition>(), new Dictionary<string, CustomerPredicate>());

    internal Condition Find(NamedCondition condition) =>
        Named.TryGetValue(condition.Name, out var found)
            ? found
            : throw new InvalidOperationException($"No custom segment is registered as '{condition.Name}'.");

    internal CustomerPredicate Find(CustomCondition condition) =>
        Predicates.TryGetValue(condition.Name, out var found)
            ? found
            : throw new InvalidOperationException($"No predicate is registered as '{condition.Name}'.");
}

/// <summary>A registered custom segment.</summary>
internal sealed record NamedSegment(string Name, Condition Condition);

/// <summary>A registered predicate.</summary>
internal sealed record NamedPredicate(string Name, CustomerPredicate Predicate);
