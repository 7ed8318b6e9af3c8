using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Retention.Workflows.Conditions.Evaluation;
using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Engine.Diagnostics;
using Retention.Workflows.Engine.Execution;
using Retention.Workflows.Engine.Segmentation;
using Retention.Workflows.ExternalWorkflows;
using Retention.Workflows.Journeys;
using Retention.Workflows.Messaging;
using Retention.Workflows.Replay;
using Retention.Workflows.Storage;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Hosting;

/// <summary>Builds the engine's frozen settings from the host's registrations.</summary>
internal static class EngineSettingsFactory
{
    internal static EngineSettings Make(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<RetentionOptions>>().Value;
        return new EngineSettings
        {
            Options = options,
            Zone = TimeZones.TryGet(options.Shop.TimeZone, out var zone) ? zone : TimeZoneInfo.Utc,
            StepTypes = provider.GetRequiredService<StepTypes>(),
            ExternalSteps = ExternalSteps(provider),
            AssumesOutcomes = provider.GetService<AssumedOutcomes>()?.AreUsed ?? provider.GetService<ReplayHalt>() is not null,
            Conditions = new ConditionRegistry(
                Unique(provider.GetServices<NamedSegment>(), segment => segment.Name, segment => segment.Condition, "custom segment"),
                Unique(provider.GetServices<NamedPredicate>(), predicate => predicate.Name, predicate => predicate.Predicate, "predicate")),
            Offers = new OfferCatalog(provider.GetServices<VoucherOffer>()),
            VoucherIssuing = new VoucherIssuing(provider.GetRequiredService<IVoucherCodes>()),
            Partitions = () => provider.GetRequiredService<IRetentionStore>().PartitionCount,
            Channels = Unique(Channels(provider), channel => channel.Channel, channel => channel, "channel"),
            Addresses = new AddressNormalizers(provider.GetServices<IAddressNormalizer>()),
            Templates = provider.GetRequiredService<IMessageTemplates>(),
            Issuer = provider.GetService<IVoucherIssuer>(),
            Telemetry = provider.GetRequiredService<EngineTelemetry>(),
            WorkflowEngines = new WorkflowEngines(
                Unique(provider.GetServices<IWorkflowEngine>(), engine => engine.Engine, engine => engine, "workflow engine"),
                Unique(provider.GetServices<IExternalWorkflowEngine>(), engine => engine.Engine, engine => engine, "workflow engine")),
            Currency = async cancellationToken => options.Shop.Currency
                ?? (await provider.GetRequiredService<LatestModel>().ReadAsync(cancellationToken).ConfigureAwait(false))?.Currency,
            IsReplay = provider.GetService<ReplayHalt>() is not null,
            TriggersAfter = provider.GetService<ReplayOptions>()?.From,
        };
    }

    /// <summary>The handlers that are called outside transactions: the library's, then the host's.</summary>
    private static Dictionary<Type, Func<IServiceProvider, ExternalStepHandler>> ExternalSteps(IServiceProvider provider)
    {
        var handlers = new Dictionary<Type, Func<IServiceProvider, ExternalStepHandler>>(StepHandlers.Outside);
        foreach (var step in provider.GetServices<StepRegistration>())
            handlers.TryAdd(step.Type.Step, step.Handler);
        return handlers;
    }

    /// <summary>The library's step kinds and those of the host.</summary>
    internal static StepTypes MakeStepTypes(IServiceProvider provider) =>
        StepTypes.BuiltIn.With([.. provider.GetServices<StepRegistration>().Select(step => step.Type)]);

    internal static RfmSettings MakeRfm(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<SegmentOptions>>().Value;
        return new RfmSettings(options.Schedule, options.Window, options.Map, options.SmallShopBuyers);
    }

    /// <summary>The registered channels. In a replay they are wrapped, so that they can stop it.</summary>
    private static IEnumerable<IMessageChannel> Channels(IServiceProvider provider)
    {
        var channels = provider.GetServices<IMessageChannel>();
        return provider.GetService<ReplayHalt>() is { } halt ? channels.Select(channel => new ReplayChannel(channel, halt)) : channels;
    }

    private static Dictionary<TKey, TValue> Unique<T, TKey, TValue>(
        IEnumerable<T> items, Func<T, TKey> key, Func<T, TValue> value, string what) where TKey : notnull
    {
        var found = new Dictionary<TKey, TValue>();
        foreach (var item in items)
        {
            if (!found.TryAdd(key(item), value(item)))
                throw new InvalidOperationException($"The {what} '{key(item)}' is registered twice. Remove one registration.");
        }

        return found;
    }
}
