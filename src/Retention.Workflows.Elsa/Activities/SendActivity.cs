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

/// <summary>Queues a message to the customer in the outbox. Address, consent, caps and quiet hours are checked when it is sent.</summary>
/// <remarks>
/// The flow continues at <c>Done</c> at once. If <c>Sent</c> or <c>Refused</c> is connected, it waits for the result: <c>Sent</c> over any
/// channel, or <c>Refused</c> by all of them. Connecting <c>Done</c> together with one of these keeps the host from starting.
/// </remarks>
public abstract class SendActivity : JourneyActivity
{
    private protected SendActivity(string? source, int? line) : base(source, line)
    {
    }

    /// <summary>The template.</summary>
    [Input(Description = "The template.", UIHint = InputUIHints.DropDown, UIHandler = typeof(TemplateOptions))]
    public Input<string?>? Template { get; set; }

    /// <summary>The topic, for consent; default <c>marketing</c>.</summary>
    [Input(Description = "The consent topic.", UIHint = InputUIHints.SingleLine, DefaultValue = "marketing")]
    public Input<string?>? Topic { get; set; }

    /// <summary>The number of products to recommend; default none.</summary>
    [Input(DisplayName = "Recommend", Description = "The number of products to recommend. Default: none.")]
    public Input<int?>? Recommend { get; set; }

    /// <summary>
    /// The activity <see cref="RecommendProducts"/> whose choice is shown, by its id or name; by default products are chosen when the
    /// message is sent.
    /// </summary>
    [Input(DisplayName = "Chosen by", Description = "The id or name of the activity that chose the products.",
        UIHint = InputUIHints.SingleLine)]
    public Input<string?>? ChosenBy { get; set; }

    /// <summary>
    /// The recommendation block in the JSON form of journeys. <see cref="Recommend"/> and <see cref="ChosenBy"/> take precedence.
    /// </summary>
    [Input(Description = "The recommendation block as JSON: how products are chosen and shown.", UIHint = InputUIHints.JsonEditor,
        Category = "Advanced")]
    public Input<string?>? Recommendations { get; set; }

    /// <summary>What to do if the result of sending is ambiguous: <c>assume-sent</c>, the default, or <c>resend</c>.</summary>
    [Input(DisplayName = "When in doubt", Description = "The policy when it is unknown whether the message was delivered.",
        UIHint = InputUIHints.DropDown, Options = new[] { "assume-sent", "resend" }, DefaultValue = "assume-sent", Category = "Advanced")]
    public Input<string?>? OnAmbiguous { get; set; }

    /// <summary>How long it waits for a slot under a frequency cap, as an ISO 8601 duration; by default it is not sent.</summary>
    [Input(Description = "How long the message may wait for a frequency cap, as an ISO 8601 duration. Default: it is not sent.",
        UIHint = InputUIHints.SingleLine, Category = "Advanced")]
    public Input<string?>? DeferUpTo { get; set; }

    /// <summary>The message's id in the outbox.</summary>
    [Output(Description = "The message's id.")]
    public Output<string?>? MessageId { get; set; }

    internal sealed override string StepKind => "send";

    internal sealed override IReadOnlyList<string> OptionalPorts => ["Sent", "Refused"];

    internal sealed override string? PortOf(string outcome) => outcome switch { "sent" => "Sent", "refused" => "Refused", _ => null };

    internal override string? InputOf(IReadOnlyList<string> path) => path switch
    {
        ["recommendations", "chosenBy"] when LiteralInput.IsSet(ChosenBy) => nameof(ChosenBy),
        ["recommendations", "count"] when LiteralInput.IsSet(Recommend) => nameof(Recommend),
        _ => base.InputOf(path),
    };

    internal override void Fill(StepForm form)
    {
        form.Text("template", Template, nameof(Template));
        form.Text("topic", Topic, nameof(Topic));
        FillBlock(form);
        form.Text("onAmbiguous", OnAmbiguous, nameof(OnAmbiguous));
        form.Text("deferUpTo", DeferUpTo, nameof(DeferUpTo));
        if (UsesOptionalPorts)
            form.Set("awaitFate", true);
    }

    /// <summary>Fills in the block and the inputs that set parts of it.</summary>
    private void FillBlock(StepForm form)
    {
        form.Json("recommendations", Recommendations, nameof(Recommendations));
        if (form.Value(Recommend, nameof(Recommend)) is { } count and not 0)
            form.SetInside("recommendations", "count", count);
        if (form.Value(ChosenBy, nameof(ChosenBy)) is { } step && !string.IsNullOrWhiteSpace(step))
            form.SetInside("recommendations", "chosenBy", step.Trim());
    }

    internal sealed override void Take(ActivityExecutionContext context, StepReply reply)
    {
        if (MessageId is not null)
            context.Set(MessageId, reply.Message?.ToString());
    }
}
