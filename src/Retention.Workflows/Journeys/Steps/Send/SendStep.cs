namespace Retention.Workflows.Journeys;

/// <summary>Sends a message to the customer over one channel.</summary>
/// <remarks>
/// The journey continues at once, unless <see cref="WaitForDelivery"/> is set: then the enrollment waits until every channel has decided,
/// and takes the branch <c>sent</c> or <c>refused</c>. A message that waits for the end of quiet hours, for a slot under a cap or for a
/// retry is not decided. A message in doubt counts as sent if the step says so.
/// </remarks>
public sealed record SendStep : JourneyStep
{
    /// <summary>The channel.</summary>
    public required Channel Channel { get; init; }

    /// <summary>The template.</summary>
    public required TemplateName Template { get; init; }

    /// <summary>The topic, for consent; default marketing.</summary>
    public Topic Topic { get; init; } = Topic.Marketing;

    /// <summary>Recommended products; default null: none.</summary>
    public RecommendationBlock? Recommendations { get; init; }

    /// <summary>What to do if the result of sending is ambiguous; default assume sent.</summary>
    public AmbiguityPolicy OnAmbiguous { get; init; }

    /// <summary>How long the message waits for a slot when it exceeds a frequency cap; default null: it is not sent.</summary>
    public Period? DeferUpTo { get; init; }

    /// <summary>
    /// Other channels in the order of attempts. The next one is used if the one before refused: no address, no consent, a cap, or a
    /// permanent rejection. Default none.
    /// </summary>
    public IReadOnlyList<SendFallback> Fallbacks { get; init => field = StepList.Copy(value); } = [];

    /// <summary>Whether to wait until the message was sent or refused; default only if one of the branches has steps.</summary>
    public bool WaitForDelivery { get => field || Sent.Count > 0 || Refused.Count > 0; init; }

    /// <summary>The steps if the message was sent, over any channel; default none.</summary>
    public IReadOnlyList<JourneyStep> Sent { get; init => field = StepList.Copy(value); } = [];

    /// <summary>
    /// The steps if all channels refused the message, it was rejected permanently, or its last attempt failed; default none.
    /// </summary>
    public IReadOnlyList<JourneyStep> Refused { get; init => field = StepList.Copy(value); } = [];

    /// <inheritdoc/>
    public override IReadOnlyList<StepBranch> Branches => WaitForDelivery ? [new("sent", Sent), new("refused", Refused)] : [];

    /// <summary>True if both have the same content.</summary>
    public bool Equals(SendStep? other) =>
        other is not null && Name == other.Name && Channel == other.Channel && Template == other.Template && Topic == other.Topic
        && Recommendations == other.Recommendations && OnAmbiguous == other.OnAmbiguous && DeferUpTo == other.DeferUpTo
        && Fallbacks.SequenceEqual(other.Fallbacks)
        && WaitForDelivery == other.WaitForDelivery && Sent.SequenceEqual(other.Sent) && Refused.SequenceEqual(other.Refused);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Channel, Template);
}
