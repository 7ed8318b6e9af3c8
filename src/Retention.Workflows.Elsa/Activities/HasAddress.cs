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

namespace Retention.Workflows.Elsa;

/// <summary>Whether the customer has an address on a channel.</summary>
[Activity("CustomerJourneys", "Customer journeys / Conditions", "Checks whether the customer's address on a channel is known.",
    DisplayName = "Has address")]
public sealed class HasAddress : QuestionActivity
{
    /// <summary>Creates the activity; set its inputs as properties.</summary>
    public HasAddress([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line)
    {
    }

    /// <summary>The channel; default <c>email</c>.</summary>
    [Input(Description = "The channel.", UIHint = InputUIHints.DropDown, UIHandler = typeof(ChannelOptions), DefaultValue = "email")]
    public Input<string?>? Channel { get; set; }

    internal override string? InputOf(IReadOnlyList<string> path) => path[0] == "condition" ? nameof(Channel) : base.InputOf(path);

    internal override JsonNode ToCondition(StepForm form) => new JsonObject { ["kind"] = "has-address",
        ["channel"] = form.Value(Channel, nameof(Channel)) ?? Retention.Workflows.Channel.Email.Name };
}
