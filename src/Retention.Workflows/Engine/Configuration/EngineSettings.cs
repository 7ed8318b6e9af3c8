using Retention.Workflows.Conditions.Evaluation;
using Retention.Workflows.Engine.Diagnostics;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.ExternalWorkflows;
using Retention.Workflows.Journeys;
using Retention.Workflows.Messaging;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Engine.Configuration;

/// <summary>The engine's configuration, checked and frozen at start.</summary>
internal sealed class EngineSettings
{
    internal required RetentionOptions Options { get; init; }

    internal required TimeZoneInfo Zone { get; init; }

    internal required ConditionRegistry Conditions { get; init; }

    /// <summary>The kinds of steps that journeys may have.</summary>
    internal StepTypes StepTypes { get; init; } = StepTypes.BuiltIn;

    /// <summary>The factories of the handlers that are called outside transactions, by the record type of the step.</summary>
    internal IReadOnlyDictionary<Type, Func<IServiceProvider, ExternalStepHandler>> ExternalSteps { get; init; } =
        new Dictionary<Type, Func<IServiceProvider, ExternalStepHandler>>();

    /// <summary>True if external handlers are not called and each step kind's assumed outcome is used instead.</summary>
    internal bool AssumesOutcomes { get; init; }

    internal required OfferCatalog Offers { get; init; }

    internal required VoucherIssuing VoucherIssuing { get; init; }

    /// <summary>Returns the store's number of partitions. It is known once the store is initialized.</summary>
    internal required Func<int> Partitions { get; init; }

    internal required IReadOnlyDictionary<Channel, IMessageChannel> Channels { get; init; }

    /// <summary>The canonical forms of addresses.</summary>
    internal AddressNormalizers Addresses { get; init; } = new([]);

    internal required IMessageTemplates Templates { get; init; }

    /// <summary>The host's voucher issuer; null if the library issues vouchers.</summary>
    internal IVoucherIssuer? Issuer { get; init; }

    /// <summary>The host's workflow engines.</summary>
    internal WorkflowEngines WorkflowEngines { get; init; } = WorkflowEngines.None;

    /// <summary>The checks of journeys by what the host has registered.</summary>
    internal IReadOnlyList<IJourneyCheck> JourneyChecks => [WorkflowEngines];

    /// <summary>True if an engine of this process stores the workflows of a journey version.</summary>
    internal bool StoresWorkflowsOf(JourneyProgram? program) => WorkflowEngines.Storing(program?.ExternalEngine) is not null;

    /// <summary>True if the channel delivers the same key only once.</summary>
    internal bool IsIdempotent(Channel name) => Channels.TryGetValue(name, out var channel) && channel.IsIdempotent;

    /// <summary>How many messages of a channel may be handed over at once.</summary>
    internal int ConcurrencyOf(Channel name) => Options.Delivery.ConcurrencyOf(IsIdempotent(name));

    internal required EngineTelemetry Telemetry { get; init; }

    /// <summary>True if history is replayed in virtual time.</summary>
    internal bool IsReplay { get; init; }

    /// <summary>In a replay, the time up to which events are known and enroll nobody; null in production.</summary>
    internal DateTimeOffset? TriggersAfter { get; init; }

    internal ShopProfile Shop => Options.Shop;

    /// <summary>Returns the shop's currency: the option, else that of the latest RFM model; null if neither is known.</summary>
    internal Func<CancellationToken, Task<string?>> Currency { get; init; } = _ => Task.FromResult<string?>(null);
}
