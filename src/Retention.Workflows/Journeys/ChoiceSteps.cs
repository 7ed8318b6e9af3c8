namespace Retention.Workflows.Journeys;

/// <summary>A choice among several: the first case whose condition holds; behind all of them the journey goes on.</summary>
public sealed record SwitchStep : JourneyStep
{
    /// <summary>The cases in the order in which they are asked; one at least.</summary>
    public required IReadOnlyList<SwitchCase> Cases { get; init => field = StepList.Copy(value); }

    /// <summary>What is done when no case holds; default nothing.</summary>
    public IReadOnlyList<JourneyStep> Otherwise { get; init => field = StepList.Copy(value); } = [];

    /// <inheritdoc/>
    public override IReadOnlyList<StepBranch> Branches => [.. Cases.Select(one => new StepBranch(one.Name, one.Steps)), new("otherwise", Otherwise)];

    /// <summary>Whether both say the same.</summary>
    public bool Equals(SwitchStep? other) =>
        other is not null && Name == other.Name && Cases.SequenceEqual(other.Cases) && Otherwise.SequenceEqual(other.Otherwise);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Cases.Count);
}

/// <summary>One case of a switch.</summary>
public sealed record SwitchCase
{
    /// <summary>The case's name in kebab case, unique in the switch and not <c>otherwise</c>.</summary>
    public required string Name { get; init; }

    /// <summary>When it is the one.</summary>
    public required Condition When { get; init; }

    /// <summary>What is done then; default nothing.</summary>
    public IReadOnlyList<JourneyStep> Steps { get; init => field = StepList.Copy(value); } = [];

    /// <summary>Whether both say the same.</summary>
    public bool Equals(SwitchCase? other) =>
        other is not null && Name == other.Name && When == other.When && Steps.SequenceEqual(other.Steps);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, When);
}

/// <summary>Keeps a share of those who come out of the journey, always the same customers, to measure what it brings.</summary>
/// <remarks>Whoever is held out gets nothing and ends here, with the step's name as outcome; what they buy is still counted towards the goal, under <c>held-out</c>.</remarks>
public sealed record HoldoutStep : JourneyStep
{
    /// <summary>How many percent are held out, above 0 and below 100, with at most two decimals.</summary>
    public required decimal Percent { get; init; }

    /// <summary>The experiment's id in kebab case, stable when the journey or step is renamed; default: journey and step name.</summary>
    public string? Experiment { get; init; }
}

/// <summary>Steps that are done several times.</summary>
/// <remarks>Each time counts as another visit: messages are sent, vouchers issued and events recorded anew.</remarks>
public sealed record RepeatStep : JourneyStep
{
    /// <summary>The greatest number of times.</summary>
    public const int MaxTimes = 100;

    /// <summary>How often at most, 1 to <see cref="MaxTimes"/>.</summary>
    public required int Times { get; init; }

    /// <summary>When to stop earlier, asked before each time; default never.</summary>
    public Condition? Until { get; init; }

    /// <summary>What is done each time.</summary>
    public required IReadOnlyList<JourneyStep> Steps { get; init => field = StepList.Copy(value); }

    /// <inheritdoc/>
    public override IReadOnlyList<StepBranch> Branches => [new("again", Steps)];

    /// <summary>Whether both say the same.</summary>
    public bool Equals(RepeatStep? other) =>
        other is not null && Name == other.Name && Times == other.Times && Until == other.Until && Steps.SequenceEqual(other.Steps);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Times);
}
