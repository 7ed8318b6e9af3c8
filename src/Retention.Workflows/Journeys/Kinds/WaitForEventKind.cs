using System.Text.Json;
using Retention.Workflows.Journeys.Json;
using Retention.Workflows.Journeys.Validation;
using static Retention.Workflows.Journeys.Json.JsonField;

namespace Retention.Workflows.Journeys.Kinds;

internal sealed class WaitForEventKind()
    : StepKind<WaitForEventStep>("wait-for-event", [.. EventPatternForm.Fields, Required("timeout"), Optional("received"), Optional("timedOut")])
{
    internal override StepShape Shape => StepShape.Wait;

    internal override string BranchPath(JourneyStep step, int branch) => branch == 0 ? ".received" : ".timedOut";

    protected override WaitForEventStep Read(string name, JsonReading json) => new()
    {
        Name = name,
        Event = EventPatternForm.Read(json),
        Timeout = json.Period("timeout") ?? default,
        Received = json.Steps("received"),
        TimedOut = json.Steps("timedOut"),
    };

    protected override void Write(WaitForEventStep step, Utf8JsonWriter json)
    {
        EventPatternForm.Write(step.Event, json);
        json.Write("timeout", step.Timeout);
        if (step.Received.Count > 0)
            json.Write("received", step.Received);
        if (step.TimedOut.Count > 0)
            json.Write("timedOut", step.TimedOut);
    }

    protected override string Describe(WaitForEventStep step) => $"wait for {step.Event}, {step.Timeout.ToText()} at most";

    protected override void Check(WaitForEventStep step, ValidationContext at)
    {
        EventPatternForm.Check(step.Event, at);
        at["timeout"].Require(!step.Timeout.IsZero, "A wait must be longer than nothing.");
    }
}
