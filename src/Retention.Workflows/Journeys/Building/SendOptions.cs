using Retention.Workflows.Journeys;

namespace Retention.Workflows;

/// <summary>Options of a message.</summary>
public sealed class SendOptions
{
    /// <summary>The topic, for consent; default marketing.</summary>
    public Topic Topic { get; set; } = Topic.Marketing;

    /// <summary>The recommended products; default null, or a plain block with the step's number of products.</summary>
    public RecommendationBlock? Recommendations { get; set; }

    /// <summary>What to do if the result of sending is ambiguous; default assume sent.</summary>
    public AmbiguityPolicy OnAmbiguous { get; set; }

    /// <summary>How long the message waits for a slot when it exceeds a frequency cap; default null: it is not sent.</summary>
    public Period? DeferUpTo { get; set; }

    /// <summary>
    /// Whether the journey waits until the message was sent or refused; default only with <see cref="WhenSent"/> or
    /// <see cref="WhenRefused"/>.
    /// </summary>
    public bool WaitForDelivery { get; set; }

    internal Action<StepsBuilder>? Sent { get; private set; }

    internal Action<StepsBuilder>? Refused { get; private set; }

    internal List<SendFallback> Fallbacks { get; } = [];

    /// <summary>
    /// Adds a fallback channel, used if the channels before it refused: no address, no consent, suppressed, a cap, or rejected by the
    /// provider.
    /// </summary>
    /// <param name="channel">The channel; each at most once.</param>
    /// <param name="template">Its template.</param>
    /// <param name="when">The condition for this channel; default null: every customer. If it is false, the next fallback is tried.</param>
    public SendOptions FallbackTo(Channel channel, TemplateName template, Condition? when = null)
    {
        Fallbacks.Add(new SendFallback { Channel = channel, Template = template, When = when });
        return this;
    }

    /// <summary>Waits for the message's result and sets the steps if it was sent, over any channel. The last call counts.</summary>
    public SendOptions WhenSent(Action<StepsBuilder> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        Sent = steps;
        return this;
    }

    /// <summary>Waits for the message's result and sets the steps if no channel accepted it. The last call counts.</summary>
    public SendOptions WhenRefused(Action<StepsBuilder> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        Refused = steps;
        return this;
    }
}
