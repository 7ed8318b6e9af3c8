using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Activities.Flowchart.Attributes;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Models;
using Elsa.Workflows.UIHints;
using Retention.Workflows.Elsa.Steps;
using Retention.Workflows.Journeys;

namespace Retention.Workflows.Elsa;

/// <summary>Posts a signed JSON document to a system of the host and continues at the port of the answer.</summary>
/// <remarks>
/// Each answer is a port, and so is <c>Failed</c> for a refused request. Every other answer of 200 to 299 continues at <c>Done</c>, and so
/// does a result whose port has no connection. Attempts, signature and key are those of <see cref="WebhookStep"/>.
/// </remarks>
[Activity("CustomerJourneys", "Customer journeys / Actions",
    "Posts to a system of the host and continues at the port of the answer. A result whose port is not connected continues at Done.",
    DisplayName = "Call webhook")]
[FlowNode("Done", "Failed")]
public sealed class CallWebhook : JourneyActivity
{
    private const string FailedPort = "Failed";

    private readonly HashSet<string> _connected = new(StringComparer.Ordinal);

    /// <summary>Creates the activity; set its inputs as properties.</summary>
    public CallWebhook([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line)
    {
    }

    /// <summary>The name of an endpoint in <see cref="WebhookStepOptions.Endpoints"/>. Set this or <see cref="Address"/>.</summary>
    [Input(Description = "The name of an endpoint of the host. Set this or the address.", UIHint = InputUIHints.SingleLine)]
    public Input<string?>? Endpoint { get; set; }

    /// <summary>The https URL to post to; plain HTTP is allowed on the loopback only. Set this or <see cref="Endpoint"/>.</summary>
    [Input(Description = "The https URL to post to. Set this or the endpoint.", UIHint = InputUIHints.SingleLine)]
    public Input<string?>? Address { get; set; }

    /// <summary>The fixed values to post, as a JSON object; default none.</summary>
    [Input(Description = "The fixed values to post, as a JSON object; default none.", UIHint = InputUIHints.JsonEditor)]
    public Input<string?>? Data { get; set; }

    /// <summary>The keys of the customer's attributes to post; default none. Missing attributes are omitted.</summary>
    [Input(Description = "The keys of the customer's attributes to post; default none.", UIHint = InputUIHints.MultiText)]
    public Input<ICollection<string>?>? Attributes { get; set; }

    /// <summary>The answers with their own ports, in the JSON form of journeys: <c>[{ "name": "booked", "status": 201 }]</c>.</summary>
    [Input(Description = "The answers with their own ports, as JSON: a list of name and value, or of name and status.",
        UIHint = InputUIHints.JsonEditor)]
    public Input<string?>? Answers { get; set; }

    /// <summary>The property of the answer's JSON whose text selects one of the answers; by default the status selects.</summary>
    [Input(DisplayName = "Answer field", Description = "The property of the answer that selects the port; by default the status selects.",
        UIHint = InputUIHints.SingleLine, Category = "Advanced")]
    public Input<string?>? AnswerField { get; set; }

    internal override string StepKind => "webhook";

    internal override bool PassesBranches => true;

    internal override string? PortOf(string outcome) =>
        outcome switch { "done" => null, WebhookStep.FailedLabel => FailedPort, _ => outcome };

    internal override bool Uses(string port) => _connected.Contains(port);

    internal override void Connect(string port)
    {
        lock (_connected)
            _connected.Add(port);
    }

    internal override void Fill(StepForm form)
    {
        form.Text("address", Address, nameof(Address));
        form.Text("endpoint", Endpoint, nameof(Endpoint));
        form.Json("data", Data, nameof(Data));
        form.Texts("attributes", Attributes, nameof(Attributes));
        form.Text("answerField", AnswerField, nameof(AnswerField));
        form.Json("answers", Answers, nameof(Answers));
    }
}
