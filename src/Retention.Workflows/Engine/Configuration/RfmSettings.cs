using Retention.Workflows.Segments;

namespace Retention.Workflows.Engine.Configuration;

/// <summary>How segments are computed, checked and frozen at start.</summary>
internal sealed record RfmSettings(Schedule Schedule, Period? Window, RfmMap Map, int SmallShopBuyers)
{
    /// <summary>The start of the window for an as-of day, excluded.</summary>
    internal DateTimeOffset WindowStart(DateOnly asOf, TimeZoneInfo zone) =>
        Window is { } window ? LocalTime.Subtract(LocalTime.StartOfDay(asOf, zone), window, zone).AddMilliseconds(-1) : DateTimeOffset.MinValue;
}
