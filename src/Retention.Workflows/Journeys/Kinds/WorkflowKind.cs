using System.Text.Json;
using static Retention.Workflows.JsonField;

namespace Retention.Workflows;

internal sealed class WorkflowKind() : StepKind<WorkflowStep>("workflow", Required("engine"), Required("plan"), Required("steps"), Optional("outside"))
{
    internal override StepShape Shape => StepShape.Choice;

    internal override string BranchPath(JourneyStep step, int branch) => ".steps";

    protected override WorkflowStep Read(string name, JsonReading json) =>
        new() { Name = name, Engine = json.Name("engine", "engine") ?? "", Plan = json.Text("plan") ?? "", IsOutside = json.Flag("outside") ?? false, Steps = json.Steps("steps") };

    protected override void Write(WorkflowStep step, Utf8JsonWriter json)
    {
        json.WriteString("engine", step.Engine);
        json.WriteString("plan", step.Plan);
        if (step.IsOutside)
            json.WriteBoolean("outside", true);
        json.Write("steps", step.Steps);
    }

    protected override string Describe(WorkflowStep step) => $"a workflow of {step.Engine}";

    protected override void Check(WorkflowStep step, Spot at)
    {
        at["engine"].Name(step.Engine, "engine");
        at["plan"].Require(!string.IsNullOrEmpty(step.Plan), "A workflow has a plan, which its engine writes.");
        at["steps"].Require(step.Steps.Count > 0, "A workflow has one step at least.");
        for (var index = 0; index < step.Steps.Count; index++)
        {
            at["steps"][index].Require(step.Steps[index] is not WorkflowStep, "A workflow has no other one inside.");
            at["steps"][index].Require(step.Steps[index].Branches.All(branch => branch.Steps.Count == 0), "A step of a workflow has no branches of its own: its engine leads on.");
        }
    }
}
