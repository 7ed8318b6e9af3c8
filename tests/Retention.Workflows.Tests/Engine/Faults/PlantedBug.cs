using Retention.Workflows.Messaging;
using Retention.Workflows.Storage;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Tests.Engine.Faults;

/// <summary>Replaces a service around the engine to simulate a bug of the engine. It is created anew for each life of a process.</summary>
internal sealed record PlantedBug
{
    internal static PlantedBug None { get; } = new();

    /// <summary>Wraps the store as the engine sees it: the bug is the engine's.</summary>
    internal Func<IRetentionStore, IRetentionStore> Store { get; init; } = store => store;

    /// <summary>Wraps the store itself, below the faults: the bug is the store's.</summary>
    internal Func<IRetentionStore, IRetentionStore> Beneath { get; init; } = store => store;

    /// <summary>Replaces a journey: the engine runs another journey than the one that the rules expect.</summary>
    internal Func<JourneyDefinition, JourneyDefinition> Journey { get; init; } = journey => journey;

    internal Func<IMessageChannel, IMessageChannel> Channel { get; init; } = channel => channel;

    internal Func<IVoucherIssuer, IVoucherIssuer> Issuer { get; init; } = issuer => issuer;
}
