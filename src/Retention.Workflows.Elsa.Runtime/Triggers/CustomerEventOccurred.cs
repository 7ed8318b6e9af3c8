using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Elsa.Workflows;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Models;
using Elsa.Workflows.UIHints;
using Retention.Workflows.Elsa.Forms;

namespace Retention.Workflows.Elsa.Runtime;

/// <summary>Begins a workflow the moment something happens to a customer; the same event begins it once.</summary>
[Activity("CustomerJourneys", "Customer journeys / Triggers", "Begins a workflow the moment something happens to a customer.", DisplayName = "Customer event occurred", Kind = ActivityKind.Trigger)]
public sealed class CustomerEventOccurred : JourneyTrigger
{
    /// <summary>Makes one; the inputs are set as properties.</summary>
    public CustomerEventOccurred([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line)
    {
    }

    /// <summary>The event's name.</summary>
    [Input(Description = "The event's name, such as purchase.", UIHint = InputUIHints.SingleLine)]
    public Input<string?>? Event { get; set; }

    /// <summary>What the event's properties must be, in the JSON form of journeys: a list of filters; default anything.</summary>
    [Input(Description = "Filters on the event's properties, as JSON; default none.", UIHint = InputUIHints.JsonEditor, Category = "Advanced")]
    public Input<string?>? Where { get; set; }

    /// <summary>A property of the event, such as a cart's id: each value of it begins one workflow, also while another one is under way. Default none.</summary>
    [Input(DisplayName = "Once per", Description = "A property of the event, such as a cart's id: each value begins one workflow.", UIHint = InputUIHints.SingleLine)]
    public Input<string?>? Key { get; set; }

    internal override JsonObject Form()
    {
        var form = new JsonObject { ["kind"] = "event" };
        Add(form, "event", WrittenInput.Text(this, Event, nameof(Event)));
        Add(form, "where", WrittenInput.Json(this, Where, nameof(Where)));
        return form;
    }

    internal override JsonNode? DefaultReEntry() =>
        WrittenInput.Text(this, Key, nameof(Key)) is { } key ? new JsonObject { ["kind"] = "per-key", ["property"] = key } : null;
}
