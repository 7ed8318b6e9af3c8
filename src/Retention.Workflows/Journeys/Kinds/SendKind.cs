using System.Text.Json;
using static Retention.Workflows.JsonField;

namespace Retention.Workflows;

internal sealed class SendKind()
    : StepKind<SendStep>("send", Required("channel"), Required("template"), Optional("topic"), Optional("recommendations"), Optional("onAmbiguous"))
{
    internal override StepShape Shape => StepShape.Message;

    internal override bool Sends => true;

    protected override SendStep Read(string name, JsonReading json) => new()
    {
        Name = name,
        Channel = json.Channel("channel"),
        Template = json.Name("template", "template") is { } template ? new TemplateName(template) : default,
        Topic = json.Topic("topic") ?? Topic.Marketing,
        Recommendations = json.Item("recommendations") is { } block ? RecommendationBlockForm.Read(block, json.Context) : null,
        OnAmbiguous = json.Choice<AmbiguityPolicy>("onAmbiguous") ?? default,
    };

    protected override void Write(SendStep step, Utf8JsonWriter json)
    {
        json.WriteString("channel", step.Channel.Name);
        json.WriteString("template", step.Template.Value);
        if (step.Topic != Topic.Marketing)
            json.WriteString("topic", step.Topic.Name);
        if (step.Recommendations is { } block)
            RecommendationBlockForm.Write("recommendations", block, json);
        if (step.OnAmbiguous != default)
            json.Write("onAmbiguous", step.OnAmbiguous);
    }

    protected override string Describe(SendStep step)
    {
        var recommended = step.Recommendations is { } block ? $" with {RecommendationBlockForm.Describe(block)}" : "";
        var topic = step.Topic == Topic.Marketing ? "" : $", topic {step.Topic}";
        var resend = step.OnAmbiguous == AmbiguityPolicy.Resend ? ", resend when in doubt" : "";
        return $"send {step.Channel} {step.Template}{recommended}{topic}{resend}";
    }

    protected override void Check(SendStep step, Spot at)
    {
        at["channel"].Given(step.Channel);
        at["template"].Given(step.Template);
        at["topic"].Given(step.Topic);
        at["onAmbiguous"].Defined(step.OnAmbiguous);
        if (step.Recommendations is { } block)
            RecommendationBlockForm.Check(block, at["recommendations"]);

        if (at.References is not { } references || step.Channel == default)
            return;
        at["channel"].Registered(step.Channel.Name, "channel", references.Channels.Select(channel => channel.Name));
        if (step.Template == default || !references.Channels.Contains(step.Channel))
            return;
        foreach (var problem in references.ProblemsOf(step.Template, step.Channel))
            at["template"].Error(problem);
    }
}
