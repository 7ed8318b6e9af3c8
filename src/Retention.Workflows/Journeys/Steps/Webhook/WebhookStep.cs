namespace Retention.Workflows.Journeys;

/// <summary>Posts a signed JSON document to a system of the shop and takes the branch that the answer names.</summary>
/// <remarks>
/// The request is made outside every transaction, once an attempt, and carries the same <c>Idempotency-Key</c> at every attempt. A status of 408, 425, 429 or
/// 500 and above, a timeout and a broken connection are tried again with growing pauses, not before <c>Retry-After</c>; then the enrollment is stuck. Other
/// statuses outside of 200 to 299 take the branch <c>failed</c>, redirects included, unless an answer names the status.
/// </remarks>
public sealed record WebhookStep : JourneyStep
{
    /// <summary>The label of the branch for refused requests.</summary>
    public const string FailedLabel = "failed";

    /// <summary>Where to post, an https address; plain HTTP is taken on the loopback only. Give this or <see cref="Endpoint"/>.</summary>
    public Uri? Address { get; init; }

    /// <summary>The name of an endpoint in <see cref="WebhookStepOptions.Endpoints"/>. Give this or <see cref="Address"/>.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Fixed values that are posted as they are; default none.</summary>
    public PropertyBag Data { get; init; } = PropertyBag.Empty;

    /// <summary>The keys of the customer's attributes that are posted; default none. An attribute that the customer does not have is left out.</summary>
    public IReadOnlyList<string> Attributes { get; init => field = [.. value]; } = [];

    /// <summary>The property of the answer's JSON object whose text chooses among <see cref="Answers"/>; default the status chooses.</summary>
    public string? AnswerField { get; init; }

    /// <summary>The answers with a branch of their own, asked from the first to the last; default none. Another answer of 200 to 299 goes on behind the step.</summary>
    public IReadOnlyList<WebhookAnswer> Answers { get; init => field = StepList.Copy(value); } = [];

    /// <summary>What is done when the request is refused; default nothing.</summary>
    public IReadOnlyList<JourneyStep> Failed { get; init => field = StepList.Copy(value); } = [];

    /// <inheritdoc/>
    public override IReadOnlyList<StepBranch> Branches => [.. Answers.Select(answer => new StepBranch(answer.Name, answer.Steps)), new(FailedLabel, Failed)];

    /// <summary>Whether both say the same.</summary>
    public bool Equals(WebhookStep? other) =>
        other is not null && Name == other.Name && Address == other.Address && Endpoint == other.Endpoint && Data.Equals(other.Data)
        && Attributes.SequenceEqual(other.Attributes) && AnswerField == other.AnswerField && Answers.SequenceEqual(other.Answers) && Failed.SequenceEqual(other.Failed);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Address, Endpoint, Answers.Count);
}
