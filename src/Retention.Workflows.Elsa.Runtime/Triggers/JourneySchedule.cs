using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Elsa.Workflows;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Models;
using Elsa.Workflows.UIHints;

namespace Retention.Workflows.Elsa.Runtime;

/// <summary>Starts one workflow for each customer of the audience, on a daily, weekly or monthly schedule.</summary>
/// <remarks>The engine reads the customers in chunks with a stored position, in the host's zone. A crash resumes, no customer is enrolled
/// twice, and they are never all in memory.</remarks>
[Activity("CustomerJourneys", "Customer journeys / Triggers", "Starts one workflow for each customer of the audience, on a schedule.",
    DisplayName = "Journey schedule", Kind = ActivityKind.Trigger)]
public sealed class JourneySchedule : JourneyTrigger
{
    /// <summary>Creates the activity; set its inputs as properties.</summary>
    public JourneySchedule([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line)
    {
    }

    /// <summary>The frequency: <c>daily</c>, <c>weekly</c> or <c>monthly</c>.</summary>
    [Input(Description = "The interval: daily, weekly or monthly.", UIHint = InputUIHints.DropDown, Options = new[] { "daily", "weekly", "monthly" })]
    public Input<string?>? Every { get; set; }

    /// <summary>The weekday, such as <c>monday</c>, of a weekly schedule; the day of the month, 1 to 31, of a monthly one.</summary>
    [Input(Description = "The weekday, or the day of the month.", UIHint = InputUIHints.SingleLine)]
    public Input<string?>? Day { get; set; }

    /// <summary>The time of day in the host's zone, such as <c>09:00</c>.</summary>
    [Input(DisplayName = "At", Description = "The time of day, such as 09:00.", UIHint = InputUIHints.SingleLine)]
    public Input<string?>? At { get; set; }

    internal override JsonObject Form()
    {
        var every = LiteralInput.ReadText(this, Every, nameof(Every))
            ?? throw new ActivityInputException(this, nameof(Every), "Use daily, weekly or monthly.");
        var form = new JsonObject { ["kind"] = every is "daily" or "weekly" or "monthly"
            ? every : throw new ActivityInputException(this, nameof(Every), $"'{every}' is not an interval. Use daily, weekly or monthly.") };
        if (LiteralInput.ReadText(this, Day, nameof(Day)) is { } day)
            form["day"] = every == "monthly" && int.TryParse(day, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number : day;
        Add(form, "at", LiteralInput.ReadText(this, At, nameof(At)));
        return form;
    }
}
