namespace Retention.Workflows;

/// <summary>Explains whether a customer could enter a journey now.</summary>
public sealed record EntryExplanation
{
    /// <summary>Whether the customer is in the audience, and why; null if the journey has no audience.</summary>
    public ConditionExplanation? Audience { get; init; }

    /// <summary>The reason why the re-entry rule refuses; null if it does not.</summary>
    public string? Refusal { get; init; }

    /// <summary>
    /// The reason why the customer has no date that could enroll: <c>no-date</c> or <c>unreadable-date</c>. Null if there is one, or if the
    /// journey does not enroll by a date.
    /// </summary>
    public string? Date { get; init; }

    /// <summary>True if nothing refuses the customer. A journey by date then enrolls on the date.</summary>
    public bool MayEnter => Refusal is null && Date is null && Audience is null or { Holds: true };
}
