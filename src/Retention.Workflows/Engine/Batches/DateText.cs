using System.Globalization;

namespace Retention.Workflows.Engine.Batches;

/// <summary>Reads the day from a customer attribute.</summary>
internal static class DateText
{
    private static readonly string[] TimeFormats = ["yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>Reads a day, a local time or an instant in ISO 8601. For an instant, returns the day in the given zone.</summary>
    internal static DateOnly? Read(PropertyValue value, TimeZoneInfo zone)
    {
        if (value.Kind != PropertyKind.Text)
            return null;
        if (DateOnly.TryParseExact(value.Text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return day;
        if (!DateTime.TryParseExact(
            value.Text, TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var moment))
            return null;
        if (moment.Kind == DateTimeKind.Unspecified)
            return DateOnly.FromDateTime(moment);
        return OfInstant(new DateTimeOffset(moment, TimeSpan.Zero), zone);
    }

    /// <summary>Returns the day of an instant in a zone; null if it is outside the calendar.</summary>
    internal static DateOnly? OfInstant(DateTimeOffset instant, TimeZoneInfo zone) =>
        instant.UtcDateTime < LocalTime.Earliest || instant.UtcDateTime >= LocalTime.End ? null : LocalTime.LocalDate(instant, zone);
}
