namespace Retention.Workflows.Import;

/// <summary>How a file is checked and imported. Immutable.</summary>
public sealed record ImportOptions
{
    /// <summary>
    /// The limits of events; null (default): from the start of 1970 to a day from now, like <see cref="IngestionOptions"/>.
    /// </summary>
    public EventLimits? Limits { get; init; }

    /// <summary>
    /// True: rows with errors are left out and the rest is imported. False (default): a file with errors is not imported at all. Errors of
    /// the file itself, such as a missing column or a quote that is not closed, refuse it in both cases; so do more than 100,000 orders
    /// that contradict others of the file.
    /// </summary>
    public bool LeaveOutInvalidRows { get; init; }

    /// <summary>The number of orders or customers in the report; 0 to 1,000, default 10.</summary>
    public int PreviewCount
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(PreviewCount));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1_000, nameof(PreviewCount));
            field = value;
        }
    } = 10;

    /// <summary>The number of events or customers that are handed to the client at once; 1 to 10,000, default 5,000.</summary>
    public int BatchSize
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(BatchSize));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 10_000, nameof(BatchSize));
            field = value;
        }
    } = 5_000;

    /// <summary>The clock that says what lies in the future; the system's by default.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The limits in force.</summary>
    internal EventLimits EffectiveLimits => Limits ?? new EventLimits { Latest = Time.GetUtcNow().AddDays(1) };
}
