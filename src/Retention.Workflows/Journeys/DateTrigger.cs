namespace Retention.Workflows;

/// <summary>Enrolls on a date of each customer, at a time of day in the customer's zone.</summary>
public sealed record DateTrigger : EnrollmentTrigger
{
    internal DateTrigger(CustomerDate date, TimeOnly at)
    {
        ArgumentNullException.ThrowIfNull(date);
        Date = date;
        At = at;
    }

    /// <summary>The date, with its shift in days.</summary>
    public CustomerDate Date { get; }

    /// <summary>The local time.</summary>
    public TimeOnly At { get; }

    /// <inheritdoc/>
    public override string Describe() => $"{(Date.Offset == 0 ? "on " : "")}{Date.Describe()} at {Schedule.Describe(At)}";
}
