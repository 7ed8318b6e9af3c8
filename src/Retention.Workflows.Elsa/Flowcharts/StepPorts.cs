using Retention.Workflows.Journeys;

namespace Retention.Workflows.Elsa.Flowcharts;

/// <summary>Which port of an activity a branch of its step leads out of.</summary>
internal static class StepPorts
{
    /// <summary>The only port of an activity, unless it says otherwise.</summary>
    internal const string Done = "Done";

    /// <summary>The port of a branch, or of the way on where there is none.</summary>
    internal static string? Of(JourneyStep step, JourneyActivity activity, string? branch) =>
        branch is not null ? activity.PortOf(step is IfStep ? branch == "then" ? "yes" : "no" : branch) : step is RepeatStep ? activity.PortOf("enough") : null;

    /// <summary>All ports that an activity has as this step, and the branches that they are.</summary>
    internal static Dictionary<string, string?> Of(JourneyStep step, JourneyActivity activity)
    {
        var ports = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var branch in step.Branches)
            ports.TryAdd(Of(step, activity, branch.Label) ?? Done, branch.Label);
        if (step is RepeatStep || ports.Count == 0 || activity.OptionalPorts.Count > 0)
            ports.TryAdd(Of(step, activity, null) ?? Done, null);
        return ports;
    }
}
