namespace Retention.Workflows.Journeys.Rendering;

/// <summary>Shows the steps of workflows as a tree, so that a journey looks the same with and without a workflow engine.</summary>
internal static class StepTree
{
    /// <summary>
    /// Replaces each workflow with the tree of its steps. A workflow without connections, or whose connections are not a tree, stays
    /// unchanged.
    /// </summary>
    internal static IReadOnlyList<JourneyStep> Of(IReadOnlyList<JourneyStep> steps, StepTypes types) =>
        Workflows(steps, types).Any() ? [.. steps.SelectMany(step => Of(step, types))] : steps;

    /// <summary>Returns all workflows among the steps.</summary>
    internal static IEnumerable<JourneyStep> Workflows(IReadOnlyList<JourneyStep> steps, StepTypes types) =>
        steps.SelectMany(step => types.Knows(step) && types.Of(step).IsWorkflow
            ? [step] : step.Branches.SelectMany(branch => Workflows(branch.Steps, types)));

    private static IEnumerable<JourneyStep> Of(JourneyStep step, StepTypes types)
    {
        var type = types.Of(step);
        if (type.ShownAs(step, types) is { } shown)
            return shown;
        var branches = step.Branches.ToLookup(branch => branch.Label, branch => branch.Steps, StringComparer.Ordinal);
        return [type.WithBranches(step, label => Of(branches[label].First(), types))];
    }
}
