using System.Globalization;

namespace Retention.Workflows.Engine.Batches;

/// <summary>Reads the day that an attribute of a customer holds.</summary>
internal static class DateText
{
    private static readonly string[] Moments = ["yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>A day, a local time or an instant by ISO 8601; of an instant the day in the zone.</summary>
    internal static DateOnly? Read(PropertyValue value, TimeZoneInfo zone)
    {
        if (value.Kind != PropertyKind.Text)
            return null;
        if (DateOnly.TryParseExact(value.Text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return day;
        if (!DateTime.TryParseExact(value.Text, Moments, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var moment))
            return null;
        if (moment.Kind == DateTimeKind.Unspecified)
            return DateOnly.FromDateTime(moment);
        return OfInstant(new DateTimeOffset(moment, TimeSpan.Zero), zone);
    }

    /// <summary>The day of an instant in a zone; none beyond the calendar.</summary>
    internal static DateOnly? OfInstant(DateTimeOffset instant, TimeZoneInfo zone) =>
        instant.UtcDateTime < LocalTime.Earliest || instant.UtcDateTime >= LocalTime.End ? null : LocalTime.LocalDate(instant, zone);
}
