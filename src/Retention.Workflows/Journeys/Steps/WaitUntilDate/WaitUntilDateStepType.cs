using Retention.Workflows.Journeys.Json;

namespace Retention.Workflows.Journeys.Steps;

internal sealed class WaitUntilDateStepType : StepType<WaitUntilDateStep>
{
    private static readonly FieldForm Date = new(
        (json, name) => CustomerDateKinds.All.Read(json.Item(name)!, json.Context),
        (json, _, value, _) => CustomerDateKinds.Write(json, (CustomerDate)value),
        () => SchemaRef.Of("date"))
    {
        Missing = () => CustomerDate.Birthday,
    };

    public override string Kind => "wait-until-date";

    public override StepShape Shape => StepShape.Wait;

    internal override bool IsWait => true;

    protected override void Define(StepFields<WaitUntilDateStep> fields)
    {
        fields.Add("date", step => step.Date, Date);
        fields.Time("timeOfDay", step => step.TimeOfDay);
        fields.Choice("whenPast", step => step.WhenPast);
    }

    public override string Describe(WaitUntilDateStep step) =>
        $"wait until {step.Date.Describe()} at {Schedule.Describe(step.TimeOfDay)}; if that is past, " + step.WhenPast switch
        {
            WhenPast.SkipStep => "skip the next step",
            WhenPast.Exit => "exit",
            _ => "continue at once",
        };

    internal override bool SkipsNext(WaitUntilDateStep step) => step.WhenPast == WhenPast.SkipStep;

    // A day more is allowed for zones, as for every period.
    internal override IEnumerable<Period> LongestStay(WaitUntilDateStep step) => [Period.Days(365)];

    internal override ClockTime? ClockOf(WaitUntilDateStep step) => new(step.TimeOfDay);

    internal override CustomerDate? DateOf(WaitUntilDateStep step) => step.Date;
}
