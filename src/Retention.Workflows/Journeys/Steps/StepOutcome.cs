namespace Retention.Workflows.Journeys;

/// <summary>What a step answers: it is done, or the journey takes one of its branches.</summary>
public readonly record struct StepOutcome
{
    private StepOutcome(string branch) => Branch = branch;

    /// <summary>The step is done. A step with branches takes none of them and the journey goes on behind it.</summary>
    public static StepOutcome Done => default;

    /// <summary>The label of the branch that the journey takes; <see langword="null"/> for <see cref="Done"/>.</summary>
    public string? Branch { get; }

    /// <summary>Takes a branch.</summary>
    /// <param name="label">The label of one of the step's <see cref="JourneyStep.Branches"/>. A label that the step does not have fails the
    /// call.</param>
    /// <exception cref="ArgumentException">The label is empty.</exception>
    public static StepOutcome Take(string label)
    {
        ArgumentException.ThrowIfNullOrEmpty(label);
        return new StepOutcome(label);
    }

    /// <summary>Returns the branch, or <c>done</c>.</summary>
    public override string ToString() => Branch ?? "done";
}
