using Retention.Workflows.Journeys;

namespace Retention.Workflows.Elsa.Flowcharts;

/// <summary>Maps the branches of steps to the ports of their activities.</summary>
internal static class StepPorts
{
    /// <summary>The only port of an activity, unless it has others.</summary>
    internal const string Done = "Done";

    /// <summary>Returns the port of a branch, or the port of the step's end if the branch is null.</summary>
    internal static string? Of(JourneyActivity activity, string? branch) =>
        branch is null ? activity.EndPort : activity.BranchPort(branch);

    /// <summary>Returns all ports of an activity for a step, with their branches.</summary>
    internal static Dictionary<string, string?> Of(JourneyStep step, JourneyActivity activity)
    {
        var ports = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var branch in step.Branches)
            ports.TryAdd(Of(activity, branch.Label) ?? Done, branch.Label);
        if (activity.PassesBranches || ports.Count == 0 || activity.OptionalPorts.Count > 0)
            ports.TryAdd(Of(activity, null) ?? Done, null);
        return ports;
    }
}
