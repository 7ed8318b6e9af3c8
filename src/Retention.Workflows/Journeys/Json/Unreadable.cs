namespace Retention.Workflows.Journeys.Json;

/// <summary>Stands for a step that could not be read while the rest is searched for more errors. Never leaves the reader.</summary>
/// <param name="Names">All that may be names of steps in there, so that who refers to them is not blamed.</param>
internal sealed record UnreadableStep(IReadOnlyList<string> Names) : JourneyStep;

/// <summary>Stands for a condition that could not be read while the rest is searched for more errors. Never leaves the reader.</summary>
internal sealed record UnreadableCondition : Condition
{
    internal static UnreadableCondition Instance { get; } = new();

    public override string Describe() => "?";
}
