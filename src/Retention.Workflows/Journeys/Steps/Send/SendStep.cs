namespace Retention.Workflows.Journeys;

/// <summary>A message to the customer over one channel.</summary>
/// <remarks>
/// The journey goes on at once, unless it asks for the message's fate: then the enrollment rests here until every channel of the list has decided, and goes on as <c>sent</c> or <c>refused</c>.
/// A message that waits for the end of quiet hours, for room under a cap or for another try is not decided. One of which nobody can tell whether it was delivered is sent when the step says so.
/// </remarks>
public sealed record SendStep : JourneyStep
{
    /// <summary>Over which channel.</summary>
    public required Channel Channel { get; init; }

    /// <summary>With which template.</summary>
    public required TemplateName Template { get; init; }

    /// <summary>What it is about, as far as consent is concerned; default marketing.</summary>
    public Topic Topic { get; init; } = Topic.Marketing;

    /// <summary>Recommended products; default none.</summary>
    public RecommendationBlock? Recommendations { get; init; }

    /// <summary>What to do when nobody can tell whether it was delivered; default assume sent.</summary>
    public AmbiguityPolicy OnAmbiguous { get; init; }

    /// <summary>How long the message waits for room when it is over a frequency cap; default it is not sent.</summary>
    public Period? DeferUpTo { get; init; }

    /// <summary>Other channels, in the order in which they are tried when those before refused for want of address or consent, a cap, or for good; default none.</summary>
    public IReadOnlyList<SendFallback> Fallbacks { get; init => field = StepList.Copy(value); } = [];

    /// <summary>Whether to wait until the message was sent or will not be; default only where one of the branches does something.</summary>
    public bool WaitForDelivery { get => field || Sent.Count > 0 || Refused.Count > 0; init; }

    /// <summary>What is done when the message was sent, over whichever channel; default nothing.</summary>
    public IReadOnlyList<JourneyStep> Sent { get; init => field = StepList.Copy(value); } = [];

    /// <summary>What is done when the message was refused on all channels, rejected for good, or its last try failed; default nothing.</summary>
    public IReadOnlyList<JourneyStep> Refused { get; init => field = StepList.Copy(value); } = [];

    /// <inheritdoc/>
    public override IReadOnlyList<StepBranch> Branches => WaitForDelivery ? [new("sent", Sent), new("refused", Refused)] : [];

    /// <summary>Whether both say the same.</summary>
    public bool Equals(SendStep? other) =>
        other is not null && Name == other.Name && Channel == other.Channel && Template == other.Template && Topic == other.Topic
        && Recommendations == other.Recommendations && OnAmbiguous == other.OnAmbiguous && DeferUpTo == other.DeferUpTo && Fallbacks.SequenceEqual(other.Fallbacks)
        && WaitForDelivery == other.WaitForDelivery && Sent.SequenceEqual(other.Sent) && Refused.SequenceEqual(other.Refused);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Channel, Template);
}
