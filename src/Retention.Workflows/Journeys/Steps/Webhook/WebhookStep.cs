namespace Retention.Workflows.Journeys;

/// <summary>Posts a signed JSON document to a system of the host and takes the branch of the answer.</summary>
/// <remarks>
/// The request is made outside every transaction, once per attempt, with the same <c>Idempotency-Key</c> at every attempt. A status of 408,
/// 425, 429 or 500 and above, a timeout and a broken connection are retried with growing pauses, not before <c>Retry-After</c>; after the
/// last attempt the enrollment is stuck. Other statuses outside 200 to 299 take the branch <c>failed</c>, redirects included, unless an
/// answer names the status.
/// </remarks>
public sealed record WebhookStep : JourneyStep
{
    /// <summary>The label of the branch for refused requests.</summary>
    public const string FailedLabel = "failed";

    /// <summary>The https URL to post to; plain HTTP is allowed on the loopback only. Set this or <see cref="Endpoint"/>.</summary>
    public Uri? Address { get; init; }

    /// <summary>The name of an endpoint in <see cref="WebhookStepOptions.Endpoints"/>. Set this or <see cref="Address"/>.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Fixed values to post; default none.</summary>
    public PropertyBag Data { get; init; } = PropertyBag.Empty;

    /// <summary>The keys of the customer's attributes to post; default none. Missing attributes are omitted.</summary>
    public IReadOnlyList<string> Attributes { get; init => field = [.. value]; } = [];

    /// <summary>
    /// The property of the answer's JSON object whose text selects one of <see cref="Answers"/>; default null: the status selects.
    /// </summary>
    public string? AnswerField { get; init; }

    /// <summary>
    /// The answers with their own branches, evaluated in order; default none. Another answer of 200 to 299 continues after the step.
    /// </summary>
    public IReadOnlyList<WebhookAnswer> Answers { get; init => field = StepList.Copy(value); } = [];

    /// <summary>The steps if the request is refused; default none.</summary>
    public IReadOnlyList<JourneyStep> Failed { get; init => field = StepList.Copy(value); } = [];

    /// <inheritdoc/>
    public override IReadOnlyList<StepBranch> Branches =>
        [.. Answers.Select(answer => new StepBranch(answer.Name, answer.Steps)), new(FailedLabel, Failed)];

    /// <summary>True if both have the same content.</summary>
    public bool Equals(WebhookStep? other) =>
        other is not null && Name == other.Name && Address == other.Address && Endpoint == other.Endpoint && Data.Equals(other.Data)
        && Attributes.SequenceEqual(other.Attributes) && AnswerField == other.AnswerField && Answers.SequenceEqual(other.Answers)
        && Failed.SequenceEqual(other.Failed);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Address, Endpoint, Answers.Count);
}
