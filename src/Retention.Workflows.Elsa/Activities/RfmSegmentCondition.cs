using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Activities.Flowchart.Attributes;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Models;
using Elsa.Workflows.UIHints;
using Retention.Workflows.Elsa.Designer;
using Retention.Workflows.Elsa.Steps;
using Retention.Workflows.Segments;

namespace Retention.Workflows.Elsa;

/// <summary>Whether the customer is in one of these segments.</summary>
[Activity("CustomerJourneys", "Customer journeys / Conditions", "Checks whether the customer is in one of these RFM or custom segments.",
    DisplayName = "Is in segment")]
public sealed class RfmSegmentCondition : QuestionActivity
{
    /// <summary>Creates the activity; set its inputs as properties.</summary>
    public RfmSegmentCondition([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line)
    {
    }

    /// <summary>The segments by name: <c>at-risk</c>, or a registered custom segment.</summary>
    [Input(DisplayName = "Segments", Description = "The segments. Being in any of them is enough.", UIHint = InputUIHints.CheckList,
        UIHandler = typeof(SegmentOptions))]
    public Input<ICollection<string>?>? Segments { get; set; }

    /// <summary>Creates the activity for RFM segments.</summary>
    /// <exception cref="ArgumentException">The list is empty.</exception>
    public static RfmSegmentCondition Of(params IReadOnlyList<RfmSegment> segments)
    {
        ArgumentNullException.ThrowIfNull(segments);
        ArgumentOutOfRangeException.ThrowIfZero(segments.Count, nameof(segments));
        return new RfmSegmentCondition { Segments = new Input<ICollection<string>?>([.. segments.Select(segment => segment.ToName())]) };
    }

    internal override string? InputOf(IReadOnlyList<string> path) => path[0] == "condition" ? nameof(Segments) : base.InputOf(path);

    internal override JsonNode? ToCondition(StepForm form)
    {
        var names = form.Value(Segments, nameof(Segments)) ?? [];
        var known = Enum.GetValues<RfmSegment>().Select(segment => segment.ToName()).ToHashSet(StringComparer.Ordinal);
        JsonNode[] parts =
        [
            .. names.Any(known.Contains) || names.Count == 0
                ? [new JsonObject { ["kind"] = "segment",
                    ["segments"] = new JsonArray([.. names.Where(known.Contains).Select(name => (JsonNode)name)]) }]
                : Array.Empty<JsonNode>(),
            .. names.Where(name => !known.Contains(name)).Select(name => new JsonObject { ["kind"] = "custom-segment", ["name"] = name }),
        ];
        return parts.Length == 1 ? parts[0] : new JsonObject { ["kind"] = "any", ["of"] = new JsonArray(parts) };
    }
}
