namespace Retention.Workflows;

/// <summary>Sweeps over the customers on a schedule.</summary>
public sealed record ScheduleTrigger : EnrollmentTrigger
{
    internal ScheduleTrigger(Schedule schedule)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        Schedule = schedule;
    }

    /// <summary>The schedule, in the host's zone.</summary>
    public Schedule Schedule { get; }

    /// <inheritdoc/>
    public override string Describe() => Schedule.Describe();
}
