namespace Retention.Workflows.Journeys.Steps;

internal sealed class SetAttributeStepType : StepType<SetAttributeStep>
{
    public override string Kind => "set-attribute";

    protected override void Define(StepFields<SetAttributeStep> fields)
    {
        fields.Properties("set", step => step.Set).Optional().Describe("The attributes to set, with their values.");
        fields.Texts("remove", step => step.Remove).Optional().Describe("The keys of the attributes to remove.");
    }

    public override string Describe(SetAttributeStep step) => string.Join(
        ", ",
        [
            .. step.Set.OrderBy(attribute => attribute.Key, StringComparer.Ordinal)
                .Select(attribute => $"set {attribute.Key} to {attribute.Value}"),
            .. step.Remove.Select(key => $"remove {key}"),
        ]);

    protected override void Validate(SetAttributeStep step, ValidationContext at)
    {
        at.Require(step.Set.Count + step.Remove.Count > 0, "Name at least one attribute in 'set' or 'remove'.");
        foreach (var (index, key) in step.Remove.Index())
        {
            var here = at["remove"][index];
            if (here.Require(PropertyBag.IsKey(key), $"'{key}' is not a valid attribute key."))
                here.Require(!step.Set.ContainsKey(key), $"The attribute '{key}' is both set and removed.");
        }
    }

    internal override StepSymbol SymbolOf(SetAttributeStep step) => StepSymbol.Record;
}
