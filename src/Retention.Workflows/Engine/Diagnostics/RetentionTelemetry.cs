namespace Retention.Workflows;

/// <summary>The names under which the engine is observed, for <c>AddSource</c> and <c>AddMeter</c> of OpenTelemetry; docs/operations.md says what each metric means.</summary>
/// <remarks>Tags name journeys, steps, channels, reasons, offers and partitions; never a customer, an address, a text or a code. When nobody listens, nothing is measured.</remarks>
public static class RetentionTelemetry
{
    /// <summary>The name of the <see cref="System.Diagnostics.ActivitySource"/>.</summary>
    public const string ActivitySourceName = "Retention.Workflows";

    /// <summary>The name of the <see cref="System.Diagnostics.Metrics.Meter"/>; it comes from the host's meter factory where there is one.</summary>
    public const string MeterName = "Retention.Workflows";
}
