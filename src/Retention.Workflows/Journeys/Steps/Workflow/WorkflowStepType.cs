using Retention.Workflows.Journeys.Json;
using static Retention.Workflows.Journeys.Json.JsonField;

namespace Retention.Workflows.Journeys.Steps;

internal sealed class WorkflowStepType : StepType<WorkflowStep>
{
    private static readonly IReadOnlyList<JsonField> WayFields = [Optional("from"), Optional("branch"), Required("to")];

    private static readonly FieldForm Ways = new(
        (json, name) => (IReadOnlyList<WorkflowWay>)[.. json.List(name).Select(item => Way(item, json.Context))],
        (json, name, value, _) =>
        {
            json.WriteStartArray(name);
            foreach (var way in (IReadOnlyList<WorkflowWay>)value)
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
        },
        () => SchemaRef.List("way"))
    {
        IsEmpty = value => ((IReadOnlyList<WorkflowWay>)value).Count == 0,
    };

    public override string Kind => "workflow";

    public override StepShape Shape => StepShape.Choice;

    internal override bool IsWorkflow => true;

    /// <summary>Small enough that workflow state is freed soon, large enough that facts are loaded for many enrollments at once.</summary>
    internal override int MaxRuns => 32;

    protected override void Define(StepFields<WorkflowStep> fields)
    {
        fields.Name("engine", step => step.Engine, "engine");
        fields.Text("plan", step => step.Plan).Unchecked();
        fields.Flag("outside", step => step.IsOutside).Optional();
        fields.Steps("steps", step => step.Steps);
        fields.Add("ways", step => step.Ways, Ways).Optional();
    }

    public override string Describe(WorkflowStep step) => $"a workflow of {step.Engine}";

    internal override StepSymbol SymbolOf(WorkflowStep step) => StepSymbol.Other;

    internal override string? ExternalEngineOf(WorkflowStep step) => step.IsOutside ? step.Engine : null;

    /// <summary>
    /// An engine can use saved state of one workflow in another if both have the same steps, of the same kinds and with the same
    /// connections. The steps' content may differ.
    /// </summary>
    internal override bool CanContinue(WorkflowStep step, WorkflowStep earlier) =>
        (step.Engine, step.Plan, step.IsOutside) == (earlier.Engine, earlier.Plan, earlier.IsOutside)
        && step.Ways.SequenceEqual(earlier.Ways)
        && step.Steps.Select(inner => (inner.Name, inner.GetType()))
            .SequenceEqual(earlier.Steps.Select(inner => (inner.Name, inner.GetType())));

    /// <summary>The tree of its steps, so that a journey looks the same with and without a workflow engine.</summary>
    internal override IReadOnlyList<JourneyStep> ShownAs(WorkflowStep step, StepTypes types) => WorkflowTree.Of(step, types) ?? [step];

    protected override void Validate(WorkflowStep step, ValidationContext at)
    {
        at["plan"].Require(!string.IsNullOrEmpty(step.Plan), "A workflow needs a plan, written by its engine.");
        at["steps"].Require(step.Steps.Count > 0, "A workflow needs at least one step.");
        for (var index = 0; index < step.Steps.Count; index++)
        {
            at["steps"][index].Require(step.Steps[index] is not WorkflowStep, "A workflow cannot contain another workflow.");
            at["steps"][index].Require(
                step.Steps[index].Branches.All(branch => branch.Steps.Count == 0),
                "A step inside a workflow cannot have branches: the workflow engine chooses the next step.");
        }

        var steps = step.Steps.DistinctBy(inner => inner.Name).ToDictionary(inner => inner.Name, StringComparer.Ordinal);
        for (var index = 0; index < step.Ways.Count; index++)
            Check(step.Ways[index], steps, at["ways"][index]);
    }

    private static void Check(WorkflowWay way, Dictionary<string, JourneyStep> steps, ValidationContext at)
    {
        at["to"].Registered(way.To, "step", steps.Keys);
        if (way.From is null)
            at["branch"].Require(way.Branch is null, "The start of a workflow cannot have branches.");
        else if (!steps.TryGetValue(way.From, out var from))
            at["from"].Registered(way.From, "step", steps.Keys);
        else if (way.Branch is not null)
            at["branch"].Registered(way.Branch, $"branch of the step '{way.From}' called", from.Branches.Select(branch => branch.Label));
    }

    private static WorkflowWay Way(JsonItem item, ReadingContext context) =>
        JsonReading.Open(item, context, WayFields) is { } json
            ? new WorkflowWay(json.Text("from"), json.Text("branch"), json.Text("to") ?? "")
            : new WorkflowWay(null, null, "");
}
