namespace Retention.Workflows;

/// <summary>Enrolls when an event of the customer is stored.</summary>
public sealed record EventTrigger : EnrollmentTrigger
{
    internal EventTrigger(EventPattern pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        Event = pattern;
    }

    /// <summary>The event.</summary>
    public EventPattern Event { get; }

    /// <inheritdoc/>
    public override string Describe() => $"on {Event}";
}
