using Retention.Workflows.Journeys;

namespace Retention.Workflows;

/// <summary>What else a journey may say about a message.</summary>
public sealed class SendOptions
{
    /// <summary>What the message is about, as far as consent is concerned; default marketing.</summary>
    public Topic Topic { get; set; } = Topic.Marketing;

    /// <summary>The recommended products; default none, or a plain block of as many products as the step asks for.</summary>
    public RecommendationBlock? Recommendations { get; set; }

    /// <summary>What to do when nobody can tell whether the message was delivered; default assume sent.</summary>
    public AmbiguityPolicy OnAmbiguous { get; set; }

    /// <summary>How long the message waits for room when it is over a frequency cap; default it is not sent.</summary>
    public Period? DeferUpTo { get; set; }

    /// <summary>Whether the journey waits here until the message was sent or will not be; default only with <see cref="WhenSent"/> or <see cref="WhenRefused"/>.</summary>
    public bool WaitForDelivery { get; set; }

    internal Action<StepsBuilder>? Sent { get; private set; }

    internal Action<StepsBuilder>? Refused { get; private set; }

    internal List<SendFallback> Fallbacks { get; } = [];

    /// <summary>Tries another channel when those before it refused: no address, no consent, suppressed, over a cap, or rejected by the provider.</summary>
    /// <param name="channel">The channel; each once.</param>
    /// <param name="template">Its template.</param>
    /// <param name="when">For whom; default everybody. Whoever does not fulfil it goes on to the next in the list.</param>
    public SendOptions FallbackTo(Channel channel, TemplateName template, Condition? when = null)
    {
        Fallbacks.Add(new SendFallback { Channel = channel, Template = template, When = when });
        return this;
    }

    /// <summary>Waits until the fate of the message is known and does this when it was sent, over whichever channel. Said twice, the later counts.</summary>
    public SendOptions WhenSent(Action<StepsBuilder> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        Sent = steps;
        return this;
    }

    /// <summary>Waits until the fate of the message is known and does this when no channel took it. Said twice, the later counts.</summary>
    public SendOptions WhenRefused(Action<StepsBuilder> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        Refused = steps;
        return this;
    }
}
