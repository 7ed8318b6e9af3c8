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

/// <summary>Whether an event happened to the customer a number of times.</summary>
[Activity(
    "CustomerJourneys", "Customer journeys / Conditions",
    "Compares the number of a customer's events: in the last months or days, since a step, or in all history.",
    DisplayName = "Event happened")]
public sealed class EventCondition : QuestionActivity
{
    /// <summary>Creates the activity; set its inputs as properties.</summary>
    public EventCondition([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line)
    {
    }

    /// <summary>The event's name, such as <c>purchase</c>.</summary>
    [Input(Description = "The event's name, such as purchase.", UIHint = InputUIHints.SingleLine)]
    public Input<string?>? Event { get; set; }

    /// <summary>The comparison; default at least.</summary>
    [Input(Description = "The comparison.", UIHint = InputUIHints.DropDown,
        Options = new[] { "atLeast", "atMost", "moreThan", "exactly" }, DefaultValue = "atLeast")]
    public Input<string?>? Comparison { get; set; }

    /// <summary>The number of events. Default: 1.</summary>
    [Input(Description = "The number of events. Default: 1.")]
    public Input<int?>? Count { get; set; }

    /// <summary>The number of calendar months to look back.</summary>
    [Input(Description = "The number of calendar months to look back.")]
    public Input<int?>? Months { get; set; }

    /// <summary>The number of days to look back, in addition to the months.</summary>
    [Input(Description = "The number of days to look back, added to the months.")]
    public Input<int?>? Days { get; set; }

    /// <summary>The step since which events count, instead of months and days.</summary>
    [Input(Description = "Count events since this step, instead of months and days.", UIHint = InputUIHints.SingleLine)]
    public Input<string?>? Since { get; set; }

    /// <summary>Filters on the event's properties, in the JSON form of journeys; default none.</summary>
    [Input(
        Description = "Filters on the event's properties, as JSON. Default: none.", UIHint = InputUIHints.JsonEditor, Category = "Advanced")]
    public Input<string?>? Where { get; set; }

    internal override string? InputOf(IReadOnlyList<string> path) => path switch
    {
        ["condition", "where", ..] => nameof(Where),
        ["condition", "window", ..] => nameof(Since),
        ["condition", "count", "atLeast" or "atMost" or "moreThan" or "exactly"] => nameof(Count),
        ["condition", "count", ..] => nameof(Comparison),
        ["condition", ..] => nameof(Event),
        _ => base.InputOf(path),
    };

    internal override JsonNode? ToCondition(StepForm form)
    {
        var comparison = form.Value(Comparison, nameof(Comparison)) ?? "atLeast";
        var condition = new JsonObject { ["kind"] = "event-count",
            ["count"] = new JsonObject { [comparison] = form.Value(Count, nameof(Count)) ?? 1 } };
        if (form.Value(Event, nameof(Event)) is { } name)
            condition["event"] = name;
        if (form.Value(Since, nameof(Since)) is { } since)
            condition["window"] = new JsonObject { ["kind"] = "since-step", ["step"] = since };
        else if (InLast(form, Months, Days) is { } window)
            condition["window"] = window;
        if (form.Json(Where, nameof(Where)) is { } where)
            condition["where"] = where;
        return condition;
    }
}
