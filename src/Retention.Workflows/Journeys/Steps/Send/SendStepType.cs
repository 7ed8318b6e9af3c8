using Retention.Workflows.Events;
using Retention.Workflows.Journeys.Json;

namespace Retention.Workflows.Journeys.Steps;

internal sealed class SendStepType : StepType<SendStep>
{
    private static readonly FieldForm Recommendations = new(
        (json, name) => RecommendationBlockForm.Read(json.Item(name)!, json.Context),
        (json, name, value, _) => RecommendationBlockForm.Write(name, (RecommendationBlock)value, json),
        () => SchemaRef.Of("recommendations"))
    {
        Check = (value, at) => RecommendationBlockForm.Check((RecommendationBlock)value, at),
    };

    public override string Kind => "send";

    public override StepShape Shape => StepShape.Message;

    internal override bool Sends => true;

    protected override void Define(StepFields<SendStep> fields)
    {
        fields.Channel("channel", step => step.Channel);
        fields.Template("template", step => step.Template);
        fields.Topic("topic", step => step.Topic).Optional();
        fields.Add("recommendations", step => step.Recommendations, Recommendations).Optional();
        fields.Choice("onAmbiguous", step => step.OnAmbiguous).Optional();
        fields.Period("deferUpTo", step => step.DeferUpTo).Optional();
        fields.List("fallbacks", step => step.Fallbacks, fallback =>
        {
            fallback.Channel("channel", one => one.Channel);
            fallback.Template("template", one => one.Template);
            fallback.Condition("when", one => one.When).Optional();
        }).Optional();
        fields.Flag("awaitFate", step => step.WaitForDelivery).Optional()
            .When<SendStep>(step => step is { WaitForDelivery: true, Sent.Count: 0, Refused.Count: 0 });
        fields.Steps("sent", step => step.Sent).Optional();
        fields.Steps("refused", step => step.Refused).Optional();
    }

    public override string Describe(SendStep step)
    {
        var recommended = step.Recommendations is { } block ? $" with {RecommendationBlockForm.Describe(block)}" : "";
        var topic = step.Topic == Topic.Marketing ? "" : $", topic {step.Topic}";
        var resend = step.OnAmbiguous == AmbiguityPolicy.Resend ? ", resend when in doubt" : "";
        var defer = step.DeferUpTo is { } period ? $", waits up to {period.ToText()} for frequency caps" : "";
        var fallbacks = string.Concat(step.Fallbacks.Select(fallback =>
            $", else {fallback.Channel} {fallback.Template}{(fallback.When is { } when ? $" if {when.Describe()}" : "")}"));
        var waits = step.WaitForDelivery ? ", and wait for its delivery" : "";
        return $"send {step.Channel} {step.Template}{recommended}{topic}{resend}{defer}{fallbacks}{waits}";
    }

    protected override void Validate(SendStep step, ValidationContext at)
    {
        Refers(step.Channel, step.Template, at);
        var channels = new HashSet<Channel> { step.Channel };
        foreach (var (index, fallback) in step.Fallbacks.Index())
        {
            var here = at["fallbacks"][index];
            here["channel"].Require(channels.Add(fallback.Channel), $"The channel '{fallback.Channel}' is already in this list.");
            Refers(fallback.Channel, fallback.Template, here);
        }
    }

    internal override StepSymbol SymbolOf(SendStep step) =>
        step.Channel == Channel.Email ? StepSymbol.Email : step.Channel == Channel.Push ? StepSymbol.Push : StepSymbol.Text;

    internal override IEnumerable<EventName> AwaitedEvents(SendStep step) =>
        step.WaitForDelivery ? [EventNames.MessageSent, EventNames.MessageRefused, EventNames.MessageFailed] : [];

    internal override bool Awaits(SendStep step, string enrollment, CustomerEvent @event) =>
        AwaitedEvents(step).Contains(@event.Name)
        && MessageEvents.Property(@event, MessageEvents.Enrollment) == enrollment
        && MessageEvents.Property(@event, MessageEvents.Step) == step.Name;

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
}
