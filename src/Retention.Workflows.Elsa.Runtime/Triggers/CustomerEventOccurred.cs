using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Elsa.Workflows;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Models;
using Elsa.Workflows.UIHints;

namespace Retention.Workflows.Elsa.Runtime;

/// <summary>Starts a workflow when an event happens to a customer. The same event starts it once.</summary>
[Activity("CustomerJourneys", "Customer journeys / Triggers", "Starts a workflow when a customer's event is stored.",
    DisplayName = "Customer event occurred", Kind = ActivityKind.Trigger)]
public sealed class CustomerEventOccurred : JourneyTrigger
{
    /// <summary>Creates the activity; set its inputs as properties.</summary>
    public CustomerEventOccurred([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line)
    {
    }

    /// <summary>The event's name.</summary>
    [Input(Description = "The event's name, such as purchase.", UIHint = InputUIHints.SingleLine)]
    public Input<string?>? Event { get; set; }

    /// <summary>Filters on the event's properties, in the JSON form of journeys; default none.</summary>
    [Input(
        Description = "Filters on the event's properties, as JSON. Default: none.", UIHint = InputUIHints.JsonEditor, Category = "Advanced")]
    public Input<string?>? Where { get; set; }

    /// <summary>
    /// A property of the event, such as a cart's id: each value starts one workflow, also while another one is active. Default none.
    /// </summary>
    [Input(DisplayName = "Once per", Description = "A property of the event, such as a cart's id. Each value starts one workflow.",
        UIHint = InputUIHints.SingleLine)]
    public Input<string?>? Key { get; set; }

    internal override JsonObject Form()
    {
        var form = new JsonObject { ["kind"] = "event" };
        Add(form, "event", LiteralInput.ReadText(this, Event, nameof(Event)));
        Add(form, "where", LiteralInput.ReadJson(this, Where, nameof(Where)));
        return form;
    }

    internal override JsonNode? DefaultReEntry() =>
        LiteralInput.ReadText(this, Key, nameof(Key)) is { } key ? new JsonObject { ["kind"] = "per-key", ["property"] = key } : null;
}
