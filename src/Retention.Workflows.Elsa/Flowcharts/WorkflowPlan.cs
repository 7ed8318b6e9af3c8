using System.Security.Cryptography;
using System.Text;
using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Activities;
using Elsa.Workflows.Activities.Flowchart.Activities;
using Elsa.Workflows.Activities.Flowchart.Models;
using Retention.Workflows.Journeys;

namespace Retention.Workflows.Elsa.Flowcharts;

/// <summary>
/// The plan of a workflow that is stored with its journey version, beside steps and connections: either that these are complete, or how to
/// recognize the workflow.
/// </summary>
internal static class WorkflowPlan
{
    /// <summary>A flowchart that consists of steps only. It is rebuilt from steps and connections.</summary>
    internal const string Flowchart = "flowchart";

    /// <summary>Creates the plan of a workflow.</summary>
    /// <param name="workflow">The workflow.</param>
    /// <param name="all">All its activities.</param>
    internal static string Of(Workflow workflow, IReadOnlyCollection<IActivity> all)
    {
        if (workflow.Root is Flowchart flowchart && workflow.Variables.Count + flowchart.Variables.Count == 0
            && all.All(activity =>
                activity == workflow || activity == flowchart || (activity is JourneyActivity && flowchart.Activities.Contains(activity))))
            return Flowchart;
        var text = new StringBuilder();
        foreach (var activity in all)
            text.Append(activity.NodeId).Append(' ').Append(activity.Type).Append(' ').Append(activity.Version).Append('\n');
        foreach (var chart in all.OfType<Flowchart>())
            text.AppendJoin('\n', chart.Connections.Select(connection => connection.ToString())).Append('\n');
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 16));
    }

    /// <summary>Rebuilds a flowchart from steps.</summary>
    internal static Flowchart ToFlowchart(WorkflowStep workflow)
    {
        var activities = workflow.Steps.ToDictionary(step => step.Name, StepActivities.Of, StringComparer.Ordinal);
        var flowchart = new Flowchart { Id = "journey" };
        foreach (var step in workflow.Steps)
            flowchart.Activities.Add(activities[step.Name]);
        foreach (var (from, branch, to) in workflow.Ways)
        {
            if (from is null)
                flowchart.Start = activities[to];
            else
                flowchart.Connections.Add(new Connection(
                    new Endpoint(activities[from], StepPorts.Of(activities[from], branch)), new Endpoint(activities[to])));
        }

        JourneyActivity.Connect([flowchart]);
        return flowchart;
    }
}
