namespace Retention.Workflows.Time;

/// <summary>Normalizes instants to UTC and whole milliseconds, so that every store returns the value that it received.</summary>
internal static class Instants
{
    internal static DateTimeOffset Normalize(DateTimeOffset instant) =>
        DateTimeOffset.FromUnixTimeMilliseconds(instant.ToUnixTimeMilliseconds());
}
