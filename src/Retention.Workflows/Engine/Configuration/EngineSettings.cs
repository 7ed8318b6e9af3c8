using Retention.Workflows.Conditions.Evaluation;
using Retention.Workflows.Engine.Diagnostics;
using Retention.Workflows.ExternalWorkflows;
using Retention.Workflows.Journeys;
using Retention.Workflows.Messaging;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Engine.Configuration;

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

    /// <summary>The workflow engines that lead through journeys.</summary>
    internal IReadOnlyDictionary<string, IWorkflowEngine> WorkflowEngines { get; init; } = new Dictionary<string, IWorkflowEngine>();

    /// <summary>The workflow engines that store by themselves where their workflows stand.</summary>
    internal IReadOnlyDictionary<string, IExternalWorkflowEngine> ExternalEngines { get; init; } = new Dictionary<string, IExternalWorkflowEngine>();

    internal IWorkflowEngine WorkflowEngineOf(WorkflowStep step) =>
        WorkflowEngines.GetValueOrDefault(step.Engine) ?? throw new InvalidOperationException($"No workflow engine '{step.Engine}' is registered, which leads through '{step.Name}'.");

    /// <summary>Whether the same key twice is delivered once.</summary>
    internal bool IsIdempotent(Channel name) => Channels.TryGetValue(name, out var channel) && channel.IsIdempotent;

    internal required EngineTelemetry Telemetry { get; init; }

    /// <summary>Whether history is replayed in virtual time.</summary>
    internal bool IsReplay { get; init; }

    internal ShopProfile Shop => Options.Shop;
}
