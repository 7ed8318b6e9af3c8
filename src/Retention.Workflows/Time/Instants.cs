namespace Retention.Workflows.Time;

/// <summary>The one form in which instants are kept: UTC, whole milliseconds, so that every store returns what it was given.</summary>
internal static class Instants
{
    internal static DateTimeOffset Normalize(DateTimeOffset instant) =>
        DateTimeOffset.FromUnixTimeMilliseconds(instant.ToUnixTimeMilliseconds());
}
