using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Activities.Flowchart.Attributes;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Models;
using Elsa.Workflows.UIHints;

namespace Retention.Workflows.Elsa;

/// <summary>Puts a message to the customer into the outbox. Whether it may leave is asked when it is about to: address, consent, caps and quiet hours are those of that moment.</summary>
/// <remarks>
/// The way goes on at once at <c>Done</c>. Where <c>Sent</c> or <c>Refused</c> is connected, it waits until the fate of the message is known: <c>Sent</c> over whichever channel, or
/// <c>Refused</c> by all of them. <c>Done</c> together with one of these keeps the host from starting.
/// </remarks>
public abstract class SendActivity : JourneyActivity
{
    private protected SendActivity(string? source, int? line) : base(source, line)
    {
    }

    /// <summary>The template.</summary>
    [Input(Description = "The template.", UIHint = InputUIHints.DropDown, UIHandler = typeof(TemplateOptions))]
    public Input<string?>? Template { get; set; }

    /// <summary>What it is about, as far as consent is concerned; default <c>marketing</c>.</summary>
    [Input(Description = "What it is about, as far as consent is concerned.", UIHint = InputUIHints.SingleLine, DefaultValue = "marketing")]
    public Input<string?>? Topic { get; set; }

    /// <summary>How many products to recommend; default none.</summary>
    [Input(DisplayName = "Recommend", Description = "How many products to recommend; default none.")]
    public Input<int?>? Recommend { get; set; }

    /// <summary>The activity <see cref="RecommendProducts"/> whose choice is shown, by its id or name; default products are chosen when the message is about to leave.</summary>
    [Input(DisplayName = "Chosen by", Description = "The activity that has chosen the products, by its id or name.", UIHint = InputUIHints.SingleLine)]
    public Input<string?>? ChosenBy { get; set; }

    /// <summary>The recommendation block in the JSON form of journeys, in place of a number.</summary>
    [Input(Description = "The recommendation block as JSON, in place of a number.", UIHint = InputUIHints.JsonEditor, Category = "Advanced")]
    public Input<string?>? Recommendations { get; set; }

    /// <summary>What to do when nobody can tell whether it was delivered: <c>assume-sent</c>, the default, or <c>resend</c>.</summary>
    [Input(DisplayName = "When in doubt", Description = "What to do when nobody can tell whether it was delivered.", UIHint = InputUIHints.DropDown, Options = new[] { "assume-sent", "resend" }, DefaultValue = "assume-sent", Category = "Advanced")]
    public Input<string?>? OnAmbiguous { get; set; }

    /// <summary>How long it waits for room under a frequency cap, as an ISO 8601 duration; default it is not sent.</summary>
    [Input(Description = "How long it waits for room under a frequency cap, as an ISO 8601 duration; default it is not sent.", UIHint = InputUIHints.SingleLine, Category = "Advanced")]
    public Input<string?>? DeferUpTo { get; set; }

    /// <summary>The message's id in the outbox.</summary>
    [Output(Description = "The message's id.")]
    public Output<string?>? MessageId { get; set; }

    internal sealed override string StepKind => "send";

    internal sealed override IReadOnlyList<string> OptionalPorts => ["Sent", "Refused"];

    internal sealed override string? PortOf(string outcome) => outcome switch { "sent" => "Sent", "refused" => "Refused", _ => null };

    internal override void Fill(StepForm form)
    {
        form.Text("template", Template, nameof(Template));
        form.Text("topic", Topic, nameof(Topic));
        form.Json("recommendations", Recommendations, nameof(Recommendations));
        FillBlock(form);
        form.Text("onAmbiguous", OnAmbiguous, nameof(OnAmbiguous));
        form.Text("deferUpTo", DeferUpTo, nameof(DeferUpTo));
        if (UsesOptionalPorts)
            form.Set("awaitFate", true);
    }

    /// <summary>The inputs that say in short what the block says at length.</summary>
    private void FillBlock(StepForm form)
    {
        var count = form.Value(Recommend, nameof(Recommend));
        var step = form.Value(ChosenBy, nameof(ChosenBy));
        if (count is null or 0 && string.IsNullOrWhiteSpace(step))
            return;
        var block = new JsonObject();
        if (count is { } number and not 0)
            block["count"] = number;
        if (!string.IsNullOrWhiteSpace(step))
            block["chosenBy"] = step.Trim();
        form.Set("recommendations", block);
    }

    internal sealed override void Take(ActivityExecutionContext context, StepReply reply)
    {
        if (MessageId is not null)
            context.Set(MessageId, reply.Message?.ToString());
    }
}
