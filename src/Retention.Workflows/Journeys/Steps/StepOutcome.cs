namespace Retention.Workflows.Journeys;

/// <summary>The result of a step: done, or the branch that the journey takes.</summary>
public readonly record struct StepOutcome
{
    private StepOutcome(string branch) => Branch = branch;

    /// <summary>The step is done. The journey continues after the step and takes none of its branches.</summary>
    public static StepOutcome Done => default;

    /// <summary>The label of the branch that the journey takes; <see langword="null"/> for <see cref="Done"/>.</summary>
    public string? Branch { get; }

    /// <summary>Takes a branch.</summary>
    /// <param name="label">The label of one of the step's <see cref="JourneyStep.Branches"/>. With an unknown label, the call
    /// fails.</param>
    /// <exception cref="ArgumentException">The label is empty.</exception>
    public static StepOutcome Take(string label)
    {
        ArgumentException.ThrowIfNullOrEmpty(label);
        return new StepOutcome(label);
    }

    /// <summary>Returns the branch, or <c>done</c>.</summary>
    public override string ToString() => Branch ?? "done";
}
