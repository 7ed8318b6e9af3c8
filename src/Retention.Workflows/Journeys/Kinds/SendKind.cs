using System.Text.Json;
using Retention.Workflows.Journeys.Json;
using Retention.Workflows.Journeys.Validation;
using static Retention.Workflows.Journeys.Json.JsonField;

namespace Retention.Workflows.Journeys.Kinds;

internal sealed class SendKind()
    : StepKind<SendStep>("send", Required("channel"), Required("template"), Optional("topic"), Optional("recommendations"), Optional("onAmbiguous"), Optional("deferUpTo"), Optional("fallbacks"),
        Optional("awaitFate"), Optional("sent"), Optional("refused"))
{
    internal static IReadOnlyList<JsonField> FallbackFields { get; } = [Required("channel"), Required("template"), Optional("when")];

    internal override StepShape Shape => StepShape.Message;

    internal override bool Sends => true;

    internal override string BranchPath(JourneyStep step, int branch) => branch == 0 ? ".sent" : ".refused";

    protected override SendStep Read(string name, JsonReading json) => new()
    {
        Name = name,
        Channel = json.Channel("channel"),
        Template = json.Name("template", "template") is { } template ? new TemplateName(template) : default,
        Topic = json.Topic("topic") ?? Topic.Marketing,
        Recommendations = json.Item("recommendations") is { } block ? RecommendationBlockForm.Read(block, json.Context) : null,
        OnAmbiguous = json.Choice<AmbiguityPolicy>("onAmbiguous") ?? default,
        DeferUpTo = json.Period("deferUpTo"),
        Fallbacks = [.. json.List("fallbacks").Select(item => Fallback(item, json.Context))],
        WaitForDelivery = json.Flag("awaitFate") ?? false,
        Sent = json.Steps("sent"),
        Refused = json.Steps("refused"),
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
        if (step.DeferUpTo is { } defer)
            json.Write("deferUpTo", defer);
        WriteFallbacks(step, json);
        if (step is { WaitForDelivery: true, Sent.Count: 0, Refused.Count: 0 })
            json.WriteBoolean("awaitFate", true);
        if (step.Sent.Count > 0)
            json.Write("sent", step.Sent);
        if (step.Refused.Count > 0)
            json.Write("refused", step.Refused);
    }

    private static void WriteFallbacks(SendStep step, Utf8JsonWriter json)
    {
        if (step.Fallbacks.Count == 0)
            return;
        json.WriteStartArray("fallbacks");
        foreach (var fallback in step.Fallbacks)
        {
            json.WriteStartObject();
            json.WriteString("channel", fallback.Channel.Name);
            json.WriteString("template", fallback.Template.Value);
            if (fallback.When is { } when)
                json.Write("when", when);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    protected override string Describe(SendStep step)
    {
        var recommended = step.Recommendations is { } block ? $" with {RecommendationBlockForm.Describe(block)}" : "";
        var topic = step.Topic == Topic.Marketing ? "" : $", topic {step.Topic}";
        var resend = step.OnAmbiguous == AmbiguityPolicy.Resend ? ", resend when in doubt" : "";
        var defer = step.DeferUpTo is { } period ? $", waits {period.ToText()} for room" : "";
        var fallbacks = string.Concat(step.Fallbacks.Select(fallback => $", else {fallback.Channel} {fallback.Template}{(fallback.When is { } when ? $" if {when.Describe()}" : "")}"));
        return $"send {step.Channel} {step.Template}{recommended}{topic}{resend}{defer}{fallbacks}{(step.WaitForDelivery ? ", and wait for its fate" : "")}";
    }

    protected override void Check(SendStep step, ValidationContext at)
    {
        at["channel"].Given(step.Channel);
        at["template"].Given(step.Template);
        at["topic"].Given(step.Topic);
        at["onAmbiguous"].Defined(step.OnAmbiguous);
        if (step.Recommendations is { } block)
            RecommendationBlockForm.Check(block, at["recommendations"]);

        if (step.DeferUpTo is { } defer)
            at["deferUpTo"].Require(!defer.IsZero, "A wait must be longer than nothing.");
        Refers(step.Channel, step.Template, at);
        var channels = new HashSet<Channel> { step.Channel };
        for (var index = 0; index < step.Fallbacks.Count; index++)
        {
            var (fallback, here) = (step.Fallbacks[index], at["fallbacks"][index]);
            here["channel"].Given(fallback.Channel);
            here["template"].Given(fallback.Template);
            here["channel"].Require(channels.Add(fallback.Channel), $"The channel '{fallback.Channel}' stands in this list already.");
            if (fallback.When is { } when)
                here["when"].Condition(when);
            Refers(fallback.Channel, fallback.Template, here);
        }
    }

    private static void Refers(Channel channel, TemplateName template, ValidationContext at)
    {
        if (at.References is not { } references || channel == default)
            return;
        at["channel"].Registered(channel.Name, "channel", references.Channels.Select(known => known.Name));
        if (template == default || !references.Channels.Contains(channel))
            return;
        foreach (var problem in references.ProblemsOf(template, channel))
            at["template"].Error(problem);
    }

    private static SendFallback Fallback(JsonItem item, ReadingContext context) =>
        JsonReading.Open(item, context, FallbackFields) is not { } json ? new SendFallback { Channel = default, Template = default } : new SendFallback
        {
            Channel = json.Channel("channel"),
            Template = json.Name("template", "template") is { } template ? new TemplateName(template) : default,
            When = json.OptionalCondition("when"),
        };
}
