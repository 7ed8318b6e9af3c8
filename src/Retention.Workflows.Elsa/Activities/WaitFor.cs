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

/// <summary>Waits for a period, or until a local time of day. <see cref="PurchasedSinceWait"/> can refer to its start.</summary>
[Activity(
    "CustomerJourneys", "Customer journeys / Waits",
    "Waits for calendar months and days, hours and minutes, or until a time of day of the customer. Purchased since wait can refer to it.", DisplayName = "Wait")]
public sealed class WaitFor : JourneyActivity
{
    /// <summary>Creates the activity; set its inputs as properties.</summary>
    public WaitFor([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line)
    {
    }

    /// <summary>Calendar months at the customer's local time.</summary>
    [Input(Description = "Calendar months at the customer's local time.")]
    public Input<int?>? Months { get; set; }

    /// <summary>Calendar days at the customer's local time.</summary>
    [Input(Description = "Calendar days at the customer's local time.")]
    public Input<int?>? Days { get; set; }

    /// <summary>Hours of elapsed time.</summary>
    [Input(Description = "Elapsed hours.")]
    public Input<int?>? Hours { get; set; }

    /// <summary>Minutes of elapsed time.</summary>
    [Input(Description = "Elapsed minutes.")]
    public Input<int?>? Minutes { get; set; }

    /// <summary>The whole period as an ISO 8601 duration such as <c>P10D</c>, instead of the numbers.</summary>
    [Input(Description = "The period as an ISO 8601 duration such as P10D, instead of the numbers.", UIHint = InputUIHints.SingleLine,
        Category = "Advanced")]
    public Input<string?>? Period { get; set; }

    /// <summary>The customer's local time of day to wait for, such as <c>09:00</c>, instead of a period.</summary>
    [Input(Description = "The customer's local time of day to wait for, such as 09:00, instead of a period.",
        UIHint = InputUIHints.SingleLine)]
    public Input<string?>? TimeOfDay { get; set; }

    /// <summary>The day of the week for the time of day; default any.</summary>
    [Input(Description = "The day of the week. Default: any.", UIHint = InputUIHints.DropDown,
        Options = new[] { "", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday" })]
    public Input<string?>? Day { get; set; }

    internal override string StepKind => LiteralInput.IsSet(TimeOfDay) ? "wait-until" : "wait";

    internal override void Fill(StepForm form)
    {
        if (LiteralInput.IsSet(TimeOfDay))
        {
            form.Text("timeOfDay", TimeOfDay, nameof(TimeOfDay));
            form.Text("day", Day, nameof(Day));
            return;
        }

        form.Text("period", Period, nameof(Period));
        var date = Unit(form, Months, nameof(Months), 'M') + Unit(form, Days, nameof(Days), 'D');
        var time = Unit(form, Hours, nameof(Hours), 'H') + Unit(form, Minutes, nameof(Minutes), 'M');
        if (date.Length + time.Length == 0 && !LiteralInput.IsSet(Period))
            throw new ActivityInputException(
                this, nameof(Days), "Give a duration (Months, Days, Hours, Minutes or a Period) or a TimeOfDay.");
        if (date.Length + time.Length > 0)
            form.Set("period", $"P{date}{(time.Length > 0 ? "T" : "")}{time}");
    }

    private static string Unit(StepForm form, Input<int?>? input, string name, char unit) =>
        form.Units(input, name) is > 0 and var number ? FormattableString.Invariant($"{number}{unit}") : "";
}
