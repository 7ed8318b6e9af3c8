using Retention.Workflows.Segments;

namespace Retention.Workflows.Engine.Configuration;

/// <summary>The RFM settings, checked and frozen at start.</summary>
internal sealed record RfmSettings(Schedule Schedule, Period? Window, RfmMap Map, int SmallShopBuyers)
{
    /// <summary>Returns the start of the window for an as-of day, exclusive.</summary>
    internal DateTimeOffset WindowStart(DateOnly asOf, TimeZoneInfo zone) =>
        Window is { } window
            ? LocalTime.Subtract(LocalTime.StartOfDay(asOf, zone), window, zone).AddMilliseconds(-1) : DateTimeOffset.MinValue;
}
