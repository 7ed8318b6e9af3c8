using Retention.Workflows.Journeys;

namespace Retention.Workflows.Conditions.Evaluation;

/// <summary>The custom segments and predicates that the host registered by name.</summary>
internal sealed record ConditionRegistry(
    IReadOnlyDictionary<string, Condition> Named,
    IReadOnlyDictionary<string, RegisteredPredicate> Predicates)
{
    internal static ConditionRegistry Empty { get; } = new(
        new Dictionary<string, Condition>(), new Dictionary<string, RegisteredPredicate>());

    internal Condition Find(NamedCondition condition) =>
        Named.TryGetValue(condition.Name, out var found)
            ? found
            : throw HostFailureException.Missing($"No custom segment is registered as '{condition.Name}'.");

    /// <summary>True if a predicate calls an external service.</summary>
    internal bool CallsOutside { get; } = Predicates.Values.Any(predicate => predicate.CallsOutside);

    /// <summary>The conditions with predicates that call external services, including those in custom segments.</summary>
    internal IEnumerable<CustomCondition> OutsideIn(Condition condition) => CallsOutside
        ? ConditionTree.All(condition).SelectMany(part => part switch
        {
            CustomCondition custom when Predicates.TryGetValue(custom.Name, out var predicate) && predicate.CallsOutside => [custom],
            NamedCondition named when Named.TryGetValue(named.Name, out var segment) => OutsideIn(segment),
            _ => Array.Empty<CustomCondition>(),
        })
        : [];

    internal RegisteredPredicate Find(CustomCondition condition) =>
        Predicates.TryGetValue(condition.Name, out var found)
            ? found
            : throw HostFailureException.Missing($"No predicate is registered as '{condition.Name}'.");
}

/// <summary>A registered custom segment.</summary>
internal sealed record NamedSegment(string Name, Condition Condition);

/// <summary>A registered predicate.</summary>
internal sealed record NamedPredicate(string Name, RegisteredPredicate Predicate);
