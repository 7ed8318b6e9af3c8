using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Activities;
using Elsa.Workflows.Activities.Flowchart.Activities;
using Elsa.Workflows.Activities.Flowchart.Models;

namespace Retention.Workflows.Elsa;

/// <summary>What is stored of a workflow with its journey version: all of it where it is a flowchart of steps, else how to know it again.</summary>
internal sealed record WorkflowPlan(string? Start, IReadOnlyList<PlannedWay> Ways, string? Registered)
{
    /// <summary>Plans a workflow.</summary>
    /// <param name="workflow">The workflow.</param>
    /// <param name="all">All activities in it.</param>
    internal static WorkflowPlan Of(Workflow workflow, IReadOnlyCollection<IActivity> all)
    {
        if (workflow.Root is Flowchart flowchart && workflow.Variables.Count + flowchart.Variables.Count == 0
            && all.All(activity => activity == workflow || activity == flowchart || (activity is JourneyActivity && flowchart.Activities.Contains(activity))))
            return new WorkflowPlan((StartOf(flowchart) as JourneyActivity)?.StepName, Connections(flowchart), null);
        var text = new StringBuilder();
        foreach (var activity in all)
            text.Append(activity.NodeId).Append(' ').Append(activity.Type).Append(' ').Append(activity.Version).Append('\n');
        foreach (var chart in all.OfType<Flowchart>())
            text.AppendJoin('\n', chart.Connections.Select(connection => connection.ToString())).Append('\n');
        return new WorkflowPlan(null, [], Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 16)));
    }

    internal static WorkflowPlan Parse(string text)
    {
        using var document = JsonDocument.Parse(text);
        var root = document.RootElement;
        return new WorkflowPlan(
            root.TryGetProperty("start", out var start) ? start.GetString() : null,
            root.TryGetProperty("ways", out var ways) ? [.. ways.EnumerateArray().Select(way => new PlannedWay(way[0].GetString()!, way[1].GetString(), way[2].GetString()!))] : [],
            root.TryGetProperty("workflow", out var registered) ? registered.GetString() : null);
    }

    /// <summary>Builds the flowchart of steps anew.</summary>
    internal Flowchart ToFlowchart(IReadOnlyList<JourneyStep> steps)
    {
        var activities = steps.ToDictionary(step => step.Name, StepActivities.Of);
        var flowchart = new Flowchart { Id = "journey", Start = Start is null ? null : activities[Start] };
        foreach (var step in steps)
            flowchart.Activities.Add(activities[step.Name]);
        foreach (var way in Ways)
            flowchart.Connections.Add(new Connection(new Endpoint(activities[way.From], way.Port), new Endpoint(activities[way.To])));
        return flowchart;
    }

    /// <summary>Returns what <see cref="Parse"/> reads.</summary>
    internal string ToText()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (Start is not null)
                json.WriteString("start", Start);
            if (Registered is not null)
                json.WriteString("workflow", Registered);
            if (Ways.Count > 0)
            {
                json.WriteStartArray("ways");
                foreach (var way in Ways)
                {
                    json.WriteStartArray();
                    json.WriteStringValue(way.From);
                    json.WriteStringValue(way.Port);
                    json.WriteStringValue(way.To);
                    json.WriteEndArray();
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    /// <summary>Where Elsa begins: its JSON does not say, and it is found like this.</summary>
    private static IActivity? StartOf(Flowchart flowchart) =>
        flowchart.Start
        ?? flowchart.Activities.FirstOrDefault(activity => activity.GetCanStartWorkflow())
        ?? flowchart.Activities.FirstOrDefault(activity => flowchart.Connections.All(way => way.Target.Activity != activity))
        ?? flowchart.Activities.FirstOrDefault();

    private static PlannedWay[] Connections(Flowchart flowchart) =>
        [.. flowchart.Connections.Select(way => new PlannedWay(((JourneyActivity)way.Source.Activity).StepName, way.Source.Port, ((JourneyActivity)way.Target.Activity).StepName))];
}

/// <summary>One connection of a flowchart, by the names of the steps.</summary>
internal sealed record PlannedWay(string From, string? Port, string To);
