using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Activities.Flowchart.Attributes;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Models;
using Elsa.Workflows.UIHints;
using Retention.Workflows.Elsa.Steps;

namespace Retention.Workflows.Elsa;

/// <summary>Whether no matching event happened to the customer in the last months and days, or ever.</summary>
[Activity("CustomerJourneys", "Customer journeys / Conditions",
    "Checks that no such event occurred for the customer in the last months or days, or in all history if neither is given.", DisplayName = "No matching event")]
public sealed class NoMatchingEvent : QuestionActivity
{
    /// <summary>Creates the activity; set its inputs as properties.</summary>
    public NoMatchingEvent([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line)
    {
    }

    /// <summary>The event's name, such as <c>purchase</c>.</summary>
    [Input(Description = "The event's name, such as purchase.", UIHint = InputUIHints.SingleLine)]
    public Input<string?>? Event { get; set; }

    /// <summary>The number of calendar months to look back.</summary>
    [Input(Description = "The number of calendar months to look back.")]
    public Input<int?>? Months { get; set; }

    /// <summary>The number of days to look back, in addition to the months.</summary>
    [Input(Description = "The number of days to look back, added to the months.")]
    public Input<int?>? Days { get; set; }

    /// <summary>Filters on the event's properties, in the JSON form of journeys; default none.</summary>
    [Input(
        Description = "Filters on the event's properties, as JSON. Default: none.", UIHint = InputUIHints.JsonEditor, Category = "Advanced")]
    public Input<string?>? Where { get; set; }

    internal override string? InputOf(IReadOnlyList<string> path) => path switch
    {
        ["condition", "where", ..] => nameof(Where),
        ["condition", ..] => nameof(Event),
        _ => base.InputOf(path),
    };

    internal override JsonNode? ToCondition(StepForm form)
    {
        var condition = new JsonObject { ["kind"] = "event-count", ["count"] = new JsonObject { ["exactly"] = 0 } };
        if (form.Value(Event, nameof(Event)) is { } name)
            condition["event"] = name;
        if (InLast(form, Months, Days) is { } window)
            condition["window"] = window;
        if (form.Json(Where, nameof(Where)) is { } where)
            condition["where"] = where;
        return condition;
    }
}
