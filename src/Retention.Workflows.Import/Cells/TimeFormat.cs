namespace Retention.Workflows.Import;

/// <summary>How a file writes dates and times. Immutable.</summary>
/// <remarks>
/// A local time in a gap of summer time becomes the first instant after the gap; one that the clock shows twice becomes the earlier
/// instant; see <see cref="LocalTime"/>.
/// </remarks>
public sealed record TimeFormat
{
    /// <summary>
    /// The allowed forms, tried in order, as custom date and time formats of .NET in the invariant culture, such as
    /// <c>dd.MM.yyyy HH:mm</c> or <c>MMM d, yyyy h:mm:ss tt</c>; or <c>unix</c> and <c>unix-ms</c> for seconds and milliseconds since 1970.
    /// Empty (default): ISO 8601 and its usual variants, such as <c>2026-03-01T14:05:00Z</c>, <c>2026-03-01 14:05:00 +0100</c> and
    /// <c>2026-03-01</c>.
    /// </summary>
    public IReadOnlyList<string> Formats { get; init; } = [];

    /// <summary>
    /// The IANA time zone of times without an offset, such as <c>Europe/Prague</c>. Null (default): such a time is an error.
    /// </summary>
    public string? TimeZone { get; init; }

    /// <summary>The local time of day of a date without a time; noon by default.</summary>
    public TimeOnly TimeOfDay { get; init; } = new(12, 0);

    /// <summary>True if both have the same content.</summary>
    public bool Equals(TimeFormat? other) =>
        other is not null && Formats.SequenceEqual(other.Formats) && TimeZone == other.TimeZone && TimeOfDay == other.TimeOfDay;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Formats.Count, TimeZone, TimeOfDay);
}
