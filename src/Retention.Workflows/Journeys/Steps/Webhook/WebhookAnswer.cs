namespace Retention.Workflows.Journeys;

/// <summary>A response of a webhook's receiver that has its own branch.</summary>
public sealed record WebhookAnswer
{
    /// <summary>The branch's label in kebab case, unique in the step and not <c>failed</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The text of <see cref="WebhookStep.AnswerField"/> that means this answer; default the name.</summary>
    public string? Value { get; init; }

    /// <summary>
    /// The HTTP status that means this answer, 200 to 299 or 400 to 499; only without <see cref="WebhookStep.AnswerField"/>.
    /// </summary>
    public int? Status { get; init; }

    /// <summary>The steps of the branch; default none.</summary>
    public IReadOnlyList<JourneyStep> Steps { get; init => field = StepList.Copy(value); } = [];

    /// <summary>True if both have the same content.</summary>
    public bool Equals(WebhookAnswer? other) =>
        other is not null && Name == other.Name && Value == other.Value && Status == other.Status && Steps.SequenceEqual(other.Steps);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Value, Status);
}
