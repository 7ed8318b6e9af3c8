namespace Retention.Workflows.Journeys.Steps;

internal sealed class SwitchStepType : StepType<SwitchStep>
{
    private const string Otherwise = "otherwise";

    public override string Kind => "switch";

    public override StepShape Shape => StepShape.Choice;

    protected override void Define(StepFields<SwitchStep> fields)
    {
        fields.List("cases", step => step.Cases, @case =>
        {
            @case.Name("name", one => one.Name, "case");
            @case.Condition("when", one => one.When);
            @case.Steps("steps", one => one.Steps).Optional();
        });
        fields.Steps(Otherwise, step => step.Otherwise).Optional();
    }

    public override string Describe(SwitchStep step) =>
        $"the first of {string.Join("; ", step.Cases.Select(one => $"{one.Name} if {one.When.Describe()}"))}";

    protected override void Validate(SwitchStep step, ValidationContext at)
    {
        at["cases"].Require(step.Cases.Count > 0, "A switch needs at least one case.");
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (index, one) in step.Cases.Index())
        {
            var here = at["cases"][index];
            here["name"].Require(one.Name != Otherwise, "A case cannot be named 'otherwise': the name is reserved for the branch taken when no case matches.");
            if (!names.TryAdd(one.Name, here.Path))
                here["name"].Error($"The case '{one.Name}' is already defined at {names[one.Name]}.");
        }
    }
}
