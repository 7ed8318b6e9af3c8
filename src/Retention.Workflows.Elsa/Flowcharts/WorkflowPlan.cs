using System.Security.Cryptography;
using System.Text;
using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Activities;
using Elsa.Workflows.Activities.Flowchart.Activities;
using Elsa.Workflows.Activities.Flowchart.Models;
using Retention.Workflows.Journeys;

namespace Retention.Workflows.Elsa.Flowcharts;

/// <summary>What is stored of a workflow with its journey version, beside its steps and their ways: that these are all of it, else how to know it again.</summary>
internal static class WorkflowPlan
{
    /// <summary>A flowchart of nothing but steps, which is built anew from steps and ways.</summary>
    internal const string Flowchart = "flowchart";

    /// <summary>Plans a workflow.</summary>
    /// <param name="workflow">The workflow.</param>
    /// <param name="all">All activities in it.</param>
    internal static string Of(Workflow workflow, IReadOnlyCollection<IActivity> all)
    {
        if (workflow.Root is Flowchart flowchart && workflow.Variables.Count + flowchart.Variables.Count == 0
            && all.All(activity => activity == workflow || activity == flowchart || (activity is JourneyActivity && flowchart.Activities.Contains(activity))))
            return Flowchart;
        var text = new StringBuilder();
        foreach (var activity in all)
            text.Append(activity.NodeId).Append(' ').Append(activity.Type).Append(' ').Append(activity.Version).Append('\n');
        foreach (var chart in all.OfType<Flowchart>())
            text.AppendJoin('\n', chart.Connections.Select(connection => connection.ToString())).Append('\n');
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 16));
    }

    /// <summary>Builds a flowchart of steps anew.</summary>
    internal static Flowchart ToFlowchart(WorkflowStep workflow)
    {
        var steps = workflow.Steps.ToDictionary(step => step.Name, StringComparer.Ordinal);
        var activities = workflow.Steps.ToDictionary(step => step.Name, StepActivities.Of, StringComparer.Ordinal);
        var flowchart = new Flowchart { Id = "journey" };
        foreach (var step in workflow.Steps)
            flowchart.Activities.Add(activities[step.Name]);
        foreach (var (from, branch, to) in workflow.Ways)
        {
            if (from is null)
                flowchart.Start = activities[to];
            else
                flowchart.Connections.Add(new Connection(new Endpoint(activities[from], StepPorts.Of(steps[from], activities[from], branch)), new Endpoint(activities[to])));
        }

        return flowchart;
    }
}
