using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Elsa.Workflows;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Models;
using Elsa.Workflows.UIHints;
using Retention.Workflows.Elsa.Runtime.Triggers;

namespace Retention.Workflows.Elsa.Runtime;

/// <summary>Starts a workflow when a customer moves into one of these RFM segments from a segment outside them.</summary>
[Activity(
    "CustomerJourneys", "Customer journeys / Triggers", "Starts a workflow when a customer enters one of these RFM segments.",
    DisplayName = "Segment entered", Kind = ActivityKind.Trigger)]
public sealed class SegmentEntered : JourneyTrigger
{
    /// <summary>Creates the activity; set its inputs as properties.</summary>
    public SegmentEntered([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line)
    {
    }

    /// <summary>The RFM segments by name, such as <c>at-risk</c>. A move between two of them starts nothing.</summary>
    [Input(Description = "The segments. Entering any of them starts the workflow.", UIHint = InputUIHints.CheckList, UIHandler = typeof(RfmSegmentOptions))]
    public Input<ICollection<string>?>? Segments { get; set; }

    internal override JsonObject Form() => new()
    {
        ["kind"] = "segment",
        ["move"] = "enters",
        ["segments"] = new JsonArray([.. (LiteralInput.Read(this, Segments, nameof(Segments)) ?? []).Select(segment => (JsonNode)segment)]),
    };
}
