namespace Retention.Workflows.Journeys;

/// <summary>One named point of a journey, as data. Immutable.</summary>
public abstract record JourneyStep
{
    private protected JourneyStep()
    {
    }

    /// <summary>The step's name in kebab case: unique in the journey and stable for ever, since enrollments stand at it.</summary>
    public required string Name { get; init; }

    /// <summary>The steps inside, a list a branch; empty for a step that does not branch.</summary>
    public virtual IReadOnlyList<StepBranch> Branches => [];
}

/// <summary>One way out of a step that branches.</summary>
/// <param name="Label">The branch's name in JSON and pictures: <c>then</c>, <c>otherwise</c>, the name of a share.</param>
/// <param name="Steps">What is done there; may be empty.</param>
public readonly record struct StepBranch(string Label, IReadOnlyList<JourneyStep> Steps);

/// <summary>A choice by a condition; behind both branches the journey goes on.</summary>
public sealed record IfStep : JourneyStep
{
    /// <summary>What is asked.</summary>
    public required Condition Condition { get; init; }

    /// <summary>What is done when it holds.</summary>
    public required IReadOnlyList<JourneyStep> Then { get; init => field = StepList.Copy(value); }

    /// <summary>What is done when it does not; default nothing.</summary>
    public IReadOnlyList<JourneyStep> Otherwise { get; init => field = StepList.Copy(value); } = [];

    /// <inheritdoc/>
    public override IReadOnlyList<StepBranch> Branches => [new("then", Then), new("otherwise", Otherwise)];

    /// <summary>Whether both say the same.</summary>
    public bool Equals(IfStep? other) =>
        other is not null && Name == other.Name && Condition == other.Condition && Then.SequenceEqual(other.Then) && Otherwise.SequenceEqual(other.Otherwise);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Condition);
}

/// <summary>A choice by chance: each customer always falls into the same share, on any machine and at every retry.</summary>
/// <remarks>The bucket is a hash of the experiment and the customer, of 10,000; changing shares moves only the buckets at the borders.</remarks>
public sealed record SplitStep : JourneyStep
{
    /// <summary>The experiment's id in kebab case, stable when the journey or step is renamed; default: journey and step name.</summary>
    public string? Experiment { get; init; }

    /// <summary>The shares, one at least; their percentages sum up to 100.</summary>
    public required IReadOnlyList<SplitShare> Shares { get; init => field = StepList.Copy(value); }

    /// <inheritdoc/>
    public override IReadOnlyList<StepBranch> Branches => [.. Shares.Select(share => new StepBranch(share.Name, share.Steps))];

    /// <summary>Whether both say the same.</summary>
    public bool Equals(SplitStep? other) =>
        other is not null && Name == other.Name && Experiment == other.Experiment && Shares.SequenceEqual(other.Shares);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Experiment, Shares.Count);
}

/// <summary>One share of a split.</summary>
public sealed record SplitShare
{
    /// <summary>The share's name in kebab case, unique in the split.</summary>
    public required string Name { get; init; }

    /// <summary>How many percent of the customers, above 0, with at most two decimals.</summary>
    public required decimal Percent { get; init; }

    /// <summary>What is done with them; default nothing.</summary>
    public IReadOnlyList<JourneyStep> Steps { get; init => field = StepList.Copy(value); } = [];

    /// <summary>Whether both say the same.</summary>
    public bool Equals(SplitShare? other) =>
        other is not null && Name == other.Name && Percent == other.Percent && Steps.SequenceEqual(other.Steps);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Percent);
}

/// <summary>The end for the customer, always or when a condition holds; the step's name is the outcome that is recorded.</summary>
/// <remarks>
/// A conditional exit also withdraws what this enrollment has queued and not yet handed over: it says "leave this customer alone".
/// An unconditional one is a plain end, and what was queued before it is still sent.
/// </remarks>
public sealed record ExitStep : JourneyStep
{
    /// <summary>When to end; default always.</summary>
    public Condition? When { get; init; }
}

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

/// <summary>Another channel for a message.</summary>
public sealed record SendFallback
{
    /// <summary>Over which channel.</summary>
    public required Channel Channel { get; init; }

    /// <summary>With which template.</summary>
    public required TemplateName Template { get; init; }

    /// <summary>For whom; default everybody. Whoever does not fulfil it goes on to the next in the list.</summary>
    public Condition? When { get; init; }
}

/// <summary>A voucher for the customer; templates of later steps see it.</summary>
public sealed record IssueVoucherStep : JourneyStep
{
    /// <summary>On which terms.</summary>
    public required OfferName Offer { get; init; }
}

/// <summary>An event is written to the customer's log, in the transaction of the step.</summary>
public sealed record RecordEventStep : JourneyStep
{
    /// <summary>What happened.</summary>
    public required EventName Event { get; init; }
}
