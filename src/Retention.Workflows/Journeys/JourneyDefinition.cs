using System.Security.Cryptography;
using Retention.Workflows.Journeys;
using Retention.Workflows.Journeys.Rendering;

namespace Retention.Workflows;

/// <summary>A journey as one immutable tree: who enters, what success is, and the steps.</summary>
/// <remarks>
/// Made by a builder or from JSON; both make the same tree. Two definitions are equal when they say the same.
/// </remarks>
public sealed record JourneyDefinition
{
    private const int FingerprintBytes = 16;

    /// <summary>The journey's name.</summary>
    public required JourneyName Name { get; init; }

    /// <summary>Who enters, when and how often.</summary>
    public required EnrollmentRule Enrollment { get; init; }

    /// <summary>What success is; default none.</summary>
    public JourneyGoal? Goal { get; init; }

    /// <summary>Whose messages go first when a frequency cap leaves room for one: the greater number; default 0.</summary>
    public int Priority { get; init; }

    /// <summary>What becomes of those who are inside an earlier version when this one is published; default they finish on theirs.</summary>
    public PublishPolicy WhenPublished { get; init; }

    /// <summary>What ends an enrollment at once, wherever it stands; default nothing.</summary>
    public IReadOnlyList<ExitRule> ExitRules { get; init => field = [.. value]; } = [];

    /// <summary>The steps; at least one.</summary>
    public required IReadOnlyList<JourneyStep> Steps { get; init => field = StepList.Copy(value); }

    /// <summary>32 hexadecimal digits that are the same for equal definitions and differ for others: a hash of the JSON form. Computed at each call.</summary>
    public string Fingerprint =>
        Convert.ToHexStringLower(SHA256.HashData(JourneyJson.WriteUtf8(this, indented: false)).AsSpan(0, FingerprintBytes));

    /// <summary>Builds the definition of a journey that is written in C#.</summary>
    /// <param name="references">What the names in it must refer to; without it they are taken for granted.</param>
    /// <exception cref="JourneyDefinitionException">The journey is not valid; holds all errors.</exception>
    public static JourneyDefinition From<TJourney>(IJourneyReferences? references = null) where TJourney : IJourney =>
        Build(TJourney.Name, TJourney.Define, references);

    /// <summary>Builds a definition.</summary>
    /// <param name="name">The journey's name.</param>
    /// <param name="define">Describes the journey; the builder is of no use afterwards.</param>
    /// <param name="references">What the names in it must refer to; without it they are taken for granted.</param>
    /// <exception cref="JourneyDefinitionException">The journey is not valid; holds all errors.</exception>
    public static JourneyDefinition Build(JourneyName name, Action<JourneyBuilder> define, IJourneyReferences? references = null)
    {
        ArgumentNullException.ThrowIfNull(define);
        var builder = new JourneyBuilder(name);
        define(builder);
        return JourneyValidator.Require(builder.Build(), references);
    }

    /// <summary>Tells the journey as text that can be reviewed and compared: a line each step, branches indented, conditions in English.</summary>
    public string ToOutline() => JourneyOutline.Of(this);

    /// <summary>Draws the journey as a Mermaid flowchart. A step keeps its id in the drawing as long as it keeps its name.</summary>
    public string ToMermaid() => new JourneyMermaid().Draw(this);

    /// <summary>Whether both say the same.</summary>
    public bool Equals(JourneyDefinition? other) =>
        other is not null && Name == other.Name && Enrollment == other.Enrollment && Goal == other.Goal && Priority == other.Priority && WhenPublished == other.WhenPublished && ExitRules.SequenceEqual(other.ExitRules) && Steps.SequenceEqual(other.Steps);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Enrollment, Goal, Steps.Count);
}
