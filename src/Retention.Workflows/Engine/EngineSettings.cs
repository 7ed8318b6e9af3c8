namespace Retention.Workflows;

/// <summary>Everything the engine was configured with, checked and frozen at start.</summary>
internal sealed class EngineSettings
{
    internal required RetentionOptions Options { get; init; }

    internal required TimeZoneInfo Zone { get; init; }

    internal required ConditionRegistry Conditions { get; init; }

    internal required OfferCatalog Offers { get; init; }

    internal required VoucherIssuing VoucherIssuing { get; init; }

    /// <summary>How many partitions the store has; known once that is initialized.</summary>
    internal required Func<int> Partitions { get; init; }

    internal required IReadOnlyDictionary<Channel, IMessageChannel> Channels { get; init; }

    internal required IMessageTemplates Templates { get; init; }

    /// <summary>The shop's own issuer; none when the library issues.</summary>
    internal IVoucherIssuer? Issuer { get; init; }

    /// <summary>Whether the same key twice is delivered once.</summary>
    internal bool IsIdempotent(Channel name) => Channels.TryGetValue(name, out var channel) && channel.IsIdempotent;

    internal required EngineTelemetry Telemetry { get; init; }

    /// <summary>Whether history is replayed in virtual time.</summary>
    internal bool IsReplay { get; init; }

    internal ShopProfile Shop => Options.Shop;
}
