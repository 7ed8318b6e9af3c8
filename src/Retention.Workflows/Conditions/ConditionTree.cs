using Retention.Workflows.Journeys;

namespace Retention.Workflows.Conditions;

/// <summary>Walks through conditions that are joined from others.</summary>
internal static class ConditionTree
{
    /// <summary>The condition and everything in it, from the outside to the inside.</summary>
    internal static IEnumerable<Condition> All(Condition condition) => condition switch
    {
        AllCondition all => all.Parts.SelectMany(All).Prepend(condition),
        AnyCondition any => any.Parts.SelectMany(All).Prepend(condition),
        NotCondition not => All(not.Part).Prepend(condition),
        _ => [condition],
    };

    /// <summary>The steps since which a condition looks.</summary>
    internal static IEnumerable<string> SinceSteps(Condition condition) =>
        from part in All(condition)
        let window = part switch
        {
            EventCountCondition count => count.Window,
            TotalSpentCondition spent => spent.Window,
            _ => null,
        }
        where window is SinceStepWindow
        select ((SinceStepWindow)window).Step;
}
