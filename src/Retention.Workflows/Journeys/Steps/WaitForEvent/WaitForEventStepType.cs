namespace Retention.Workflows.Journeys.Steps;

internal sealed class WaitForEventStepType : StepType<WaitForEventStep>
{
    public override string Kind => "wait-for-event";

    public override StepShape Shape => StepShape.Wait;

    internal override bool IsWait => true;

    internal override bool NeedsArrival => true;

    protected override void Define(StepFields<WaitForEventStep> fields)
    {
        fields.Pattern(step => step.Event);
        fields.Period("timeout", step => step.Timeout);
        fields.Steps("received", step => step.Received).Optional();
        fields.Steps("timedOut", step => step.TimedOut).Optional();
    }

    public override string Describe(WaitForEventStep step) => $"wait for {step.Event}, at most {step.Timeout.ToText()}";

    internal override IEnumerable<EventName> AwaitedEvents(WaitForEventStep step) => [step.Event.Name];

    internal override bool Awaits(WaitForEventStep step, string enrollment, CustomerEvent @event) => step.Event.Accepts(@event);

    internal override IEnumerable<Period> LongestStay(WaitForEventStep step) => [step.Timeout];
}
