namespace Retention.Workflows;

/// <summary>
/// The names of the activity source and the meter, for <c>AddSource</c> and <c>AddMeter</c> of OpenTelemetry. docs/operations.md describes
/// each metric.
/// </summary>
/// <remarks>Tags contain journeys, steps, channels, reasons, offers and partitions, but never a customer, an address, a text or a code.
/// Without a listener nothing is measured.</remarks>
public static class RetentionTelemetry
{
    /// <summary>The name of the <see cref="System.Diagnostics.ActivitySource"/>.</summary>
    public const string ActivitySourceName = "Retention.Workflows";

    /// <summary>
    /// The name of the <see cref="System.Diagnostics.Metrics.Meter"/>. It is created by the host's meter factory if there is one.
    /// </summary>
    public const string MeterName = "Retention.Workflows";
}
