using System.Text.Json;
using Retention.Workflows.Journeys.Json;
using Retention.Workflows.Journeys.Validation;
using static Retention.Workflows.Journeys.Json.JsonField;

namespace Retention.Workflows.Journeys.Kinds;

internal sealed class WorkflowKind() : StepKind<WorkflowStep>("workflow", Required("engine"), Required("plan"), Required("steps"), Optional("outside"), Optional("ways"))
{
    internal static IReadOnlyList<JsonField> WayFields { get; } = [Optional("from"), Optional("branch"), Required("to")];

    internal override StepShape Shape => StepShape.Choice;

    internal override string BranchPath(JourneyStep step, int branch) => ".steps";

    protected override WorkflowStep Read(string name, JsonReading json) => new()
    {
        Name = name,
        Engine = json.Name("engine", "engine") ?? "",
        Plan = json.Text("plan") ?? "",
        IsOutside = json.Flag("outside") ?? false,
        Steps = json.Steps("steps"),
        Ways = [.. json.List("ways").Select(item => Way(item, json.Context))],
    };

    protected override void Write(WorkflowStep step, Utf8JsonWriter json)
    {
        json.WriteString("engine", step.Engine);
        json.WriteString("plan", step.Plan);
        if (step.IsOutside)
            json.WriteBoolean("outside", true);
        json.Write("steps", step.Steps);
        if (step.Ways.Count > 0)
            Write(step.Ways, json);
    }

    protected override string Describe(WorkflowStep step) => $"a workflow of {step.Engine}";

    protected override void Check(WorkflowStep step, ValidationContext at)
    {
        at["engine"].Name(step.Engine, "engine");
        at["plan"].Require(!string.IsNullOrEmpty(step.Plan), "A workflow has a plan, which its engine writes.");
        at["steps"].Require(step.Steps.Count > 0, "A workflow has one step at least.");
        for (var index = 0; index < step.Steps.Count; index++)
        {
            at["steps"][index].Require(step.Steps[index] is not WorkflowStep, "A workflow has no other one inside.");
            at["steps"][index].Require(step.Steps[index].Branches.All(branch => branch.Steps.Count == 0), "A step of a workflow has no branches of its own: its engine leads on.");
        }

        var steps = step.Steps.DistinctBy(inner => inner.Name).ToDictionary(inner => inner.Name, StringComparer.Ordinal);
        for (var index = 0; index < step.Ways.Count; index++)
            Check(step.Ways[index], steps, at["ways"][index]);
    }

    private static void Check(WorkflowWay way, Dictionary<string, JourneyStep> steps, ValidationContext at)
    {
        at["to"].Registered(way.To, "step", steps.Keys);
        if (way.From is null)
            at["branch"].Require(way.Branch is null, "The beginning of a workflow has no branches.");
        else if (!steps.TryGetValue(way.From, out var from))
            at["from"].Registered(way.From, "step", steps.Keys);
        else if (way.Branch is not null)
            at["branch"].Registered(way.Branch, $"branch of the step '{way.From}' called", from.Branches.Select(branch => branch.Label));
    }

    private static WorkflowWay Way(JsonItem item, ReadingContext context) =>
        JsonReading.Open(item, context, WayFields) is { } json ? new WorkflowWay(json.Text("from"), json.Text("branch"), json.Text("to") ?? "") : new WorkflowWay(null, null, "");

    private static void Write(IReadOnlyList<WorkflowWay> ways, Utf8JsonWriter json)
    {
        json.WriteStartArray("ways");
        foreach (var way in ways)
        {
            json.WriteStartObject();
            if (way.From is not null)
                json.WriteString("from", way.From);
            if (way.Branch is not null)
                json.WriteString("branch", way.Branch);
            json.WriteString("to", way.To);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
