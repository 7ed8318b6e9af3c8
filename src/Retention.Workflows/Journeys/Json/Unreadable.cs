namespace Retention.Workflows.Journeys.Json;

/// <summary>
/// A placeholder for a step that could not be read, so that reading continues and finds more errors. Never leaves the reader.
/// </summary>
/// <param name="Names">All possible step names inside it, so that references to them are not reported as errors.</param>
internal sealed record UnreadableStep(IReadOnlyList<string> Names) : JourneyStep;

/// <summary>
/// A placeholder for a condition that could not be read, so that reading continues and finds more errors. Never leaves the reader.
/// </summary>
internal sealed record UnreadableCondition : Condition
{
    internal static UnreadableCondition Instance { get; } = new();

    public override string Describe() => "?";
}
