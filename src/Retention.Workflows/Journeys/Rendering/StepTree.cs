namespace Retention.Workflows.Journeys.Rendering;

/// <summary>Shows the steps of workflows as a tree, so that a journey looks the same with and without a workflow engine.</summary>
internal static class StepTree
{
    /// <summary>
    /// Replaces each workflow with the tree of its steps. A workflow without connections, or whose connections are not a tree, stays
    /// unchanged.
    /// </summary>
    internal static IReadOnlyList<JourneyStep> Of(IReadOnlyList<JourneyStep> steps, StepTypes types) =>
        Workflows(steps).Any() ? [.. steps.SelectMany(step => Of(step, types))] : steps;

    /// <summary>Returns all workflows among the steps.</summary>
    internal static IEnumerable<WorkflowStep> Workflows(IReadOnlyList<JourneyStep> steps) =>
        steps.SelectMany(step => step is WorkflowStep workflow ? [workflow] : step.Branches.SelectMany(branch => Workflows(branch.Steps)));

    private static IEnumerable<JourneyStep> Of(JourneyStep step, StepTypes types)
    {
        if (step is WorkflowStep workflow)
            return WorkflowTree.Of(workflow, types) ?? [step];
        var branches = step.Branches.ToLookup(branch => branch.Label, branch => branch.Steps, StringComparer.Ordinal);
        return [types.Of(step).WithBranches(step, label => Of(branches[label].First(), types))];
    }
}
