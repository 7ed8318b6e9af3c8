using Retention.Workflows.Messaging;
using Retention.Workflows.Storage;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Tests.Engine.Faults;

/// <summary>What stands between an engine and what it works with, and does what a bug of the engine would do. Made anew for each life of a process.</summary>
internal sealed record PlantedBug
{
    internal static PlantedBug None { get; } = new();

    /// <summary>Around the store as the engine sees it: the bug is the engine's.</summary>
    internal Func<IRetentionStore, IRetentionStore> Store { get; init; } = store => store;

    /// <summary>Around the store itself, beneath the weather: the bug is the store's.</summary>
    internal Func<IRetentionStore, IRetentionStore> Beneath { get; init; } = store => store;

    /// <summary>In place of a journey: the engine takes it for another one than it is.</summary>
    internal Func<JourneyDefinition, JourneyDefinition> Journey { get; init; } = journey => journey;

    internal Func<IMessageChannel, IMessageChannel> Channel { get; init; } = channel => channel;

    internal Func<IVoucherIssuer, IVoucherIssuer> Issuer { get; init; } = issuer => issuer;
}
