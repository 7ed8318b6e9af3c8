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

/// <summary>Sets or removes attributes of the customer. Later steps, conditions and templates see them.</summary>
[Activity("CustomerJourneys", "Customer journeys / Actions", "Sets or removes attributes of the customer.",
    DisplayName = "Set attributes")]
[FlowNode("Done")]
public sealed class SetAttributes : JourneyActivity
{
    /// <summary>Creates the activity; set its inputs as properties.</summary>
    public SetAttributes([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line)
    {
    }

    /// <summary>The attributes to set, as a JSON object of key and value; default none.</summary>
    [Input(Description = "The attributes to set, as a JSON object of key and value; default none.", UIHint = InputUIHints.JsonEditor)]
    public Input<string?>? Set { get; set; }

    /// <summary>The keys of the attributes to remove; default none.</summary>
    [Input(Description = "The keys of the attributes to remove; default none.", UIHint = InputUIHints.MultiText)]
    public Input<ICollection<string>?>? Remove { get; set; }

    internal override string StepKind => "set-attribute";

    internal override void Fill(StepForm form)
    {
        form.Json("set", Set, nameof(Set));
        form.Texts("remove", Remove, nameof(Remove));
    }
}
