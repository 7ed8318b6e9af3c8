namespace Retention.Workflows;

/// <summary>Which customers enter a journey, when and how often.</summary>
public sealed record EnrollmentRule
{
    /// <summary>The trigger; default manual.</summary>
    public EnrollmentTrigger Trigger { get; init; } = EnrollmentTrigger.ByHand;

    /// <summary>The audience; default null: every customer.</summary>
    public Condition? Audience { get; init; }

    /// <summary>How often a customer may enter; default: again after the last enrollment ended, without a pause.</summary>
    public ReEntry ReEntry { get; init; } = ReEntry.AfterExit(default);
}
