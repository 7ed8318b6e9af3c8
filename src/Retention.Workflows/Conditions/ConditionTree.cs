using Retention.Workflows.Journeys;

namespace Retention.Workflows.Conditions;

/// <summary>Traverses joined conditions.</summary>
internal static class ConditionTree
{
    /// <summary>The condition and all its parts, the outermost first.</summary>
    internal static IEnumerable<Condition> All(Condition condition) => condition switch
    {
        AllCondition all => all.Parts.SelectMany(All).Prepend(condition),
        AnyCondition any => any.Parts.SelectMany(All).Prepend(condition),
        NotCondition not => All(not.Part).Prepend(condition),
        _ => [condition],
    };

    /// <summary>The names of the steps that a "since step" window of the condition refers to.</summary>
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
