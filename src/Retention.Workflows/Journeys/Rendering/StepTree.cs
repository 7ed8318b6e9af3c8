namespace Retention.Workflows.Journeys.Rendering;

/// <summary>Tells workflows as the tree that they are, so that a journey looks the same whoever leads through it.</summary>
internal static class StepTree
{
    /// <summary>The steps, with those of a workflow in its place; a workflow that does not say how its steps follow each other, or whose ways are no tree, stays as it is.</summary>
    internal static IReadOnlyList<JourneyStep> Of(IReadOnlyList<JourneyStep> steps, StepTypes types) =>
        Workflows(steps).Any() ? [.. steps.SelectMany(step => Of(step, types))] : steps;

    /// <summary>All workflows among steps.</summary>
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
