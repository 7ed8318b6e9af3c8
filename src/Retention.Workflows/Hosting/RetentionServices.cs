using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Callouts;
using Retention.Workflows.Engine.Client;
using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Engine.Delivery;
using Retention.Workflows.Engine.Diagnostics;
using Retention.Workflows.Engine.Enrolling;
using Retention.Workflows.Engine.Execution;
using Retention.Workflows.Engine.Exits;
using Retention.Workflows.Engine.ExternalWorkflows;
using Retention.Workflows.Engine.Ingestion;
using Retention.Workflows.Engine.Maintenance;
using Retention.Workflows.Engine.Pausing;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Engine.Publishing;
using Retention.Workflows.Engine.Reactions;
using Retention.Workflows.Engine.Recommending;
using Retention.Workflows.Engine.Scheduling;
using Retention.Workflows.Engine.Segmentation;
using Retention.Workflows.Engine.Versioning;
using Retention.Workflows.Engine.Vouchering;
using Retention.Workflows.Engine.Worker;
using Retention.Workflows.ExternalWorkflows;
using Retention.Workflows.Hosting;
using Retention.Workflows.Journeys;
using Retention.Workflows.Messaging;
using Retention.Workflows.Recommendations;
using Retention.Workflows.Replay;
using Retention.Workflows.Storage;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows;

/// <summary>Adds the retention engine to a host.</summary>
public static class RetentionServices
{
    /// <summary>Adds the engine, its client and the hosted worker. The configuration of several calls adds up.</summary>
    /// <param name="services">The host's services; they must include logging.</param>
    /// <param name="configure">Configures the engine; at least one journey.</param>
    /// <remarks>
    /// Options and journeys are checked when the host starts, and all errors are reported at once: an
    /// <see cref="OptionsValidationException"/> or <see cref="JourneyDefinitionException"/> keeps it from starting. After the start, no
    /// error of the engine stops the host.
    /// </remarks>
    public static IServiceCollection AddRetentionWorkflows(this IServiceCollection services, Action<RetentionBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        AddDefaults(services);
        AddEngine(services);
        if (services.All(service => service.ServiceType != typeof(ReplayHalt))) // a replay removes the worker
            services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, RetentionWorker>());
        configure(new RetentionBuilder(services));
        return services;
    }

    /// <summary>
    /// Adds the engine, with its options taken from a section of the host's configuration: by convention
    /// <see cref="RetentionOptions.SectionName"/>.
    /// </summary>
    /// <param name="services">The host's services; they must include logging.</param>
    /// <param name="section">The section, such as <c>builder.Configuration.GetSection(RetentionOptions.SectionName)</c>; read when the host
    /// starts. docs/configuration.md lists every key.</param>
    /// <param name="configure">Configures the engine; at least one journey. Options that it changes win over those of the
    /// configuration.</param>
    /// <remarks>
    /// A key that is unknown or a value that cannot be read keeps the host from starting, with an <see cref="OptionsValidationException"/>
    /// that lists all of
    /// them with their paths. A missing section changes nothing.
    /// </remarks>
    public static IServiceCollection AddRetentionWorkflows(
        this IServiceCollection services, IConfiguration section, Action<RetentionBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(section);
        var configuration = new RetentionConfiguration(section);
        services.Configure<RetentionOptions>(configuration.ApplyTo);
        services.Configure<SegmentOptions>(configuration.ApplyTo);
        services.AddSingleton<IValidateOptions<RetentionOptions>>(configuration);
        services.AddSingleton(configuration);
        return services.AddRetentionWorkflows(configure);
    }

    private static void AddDefaults(IServiceCollection services)
    {
        services.AddOptions<RetentionOptions>().ValidateOnStart();
        services.AddOptions<SegmentOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RetentionOptions>, RetentionOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SegmentOptions>, SegmentOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IMessageTemplates, NoTemplates>();
        services.TryAddSingleton<IProductCatalog>(_ => new InMemoryProductCatalog([]));
        services.TryAddSingleton<IStoreAvailability>(_ => new StoreTable([]));
        services.TryAddSingleton(provider => new PurchaseRecommender(
            provider.GetRequiredService<IRetentionStore>(), provider.GetRequiredService<TimeProvider>(),
            catalog: provider.GetRequiredService<IProductCatalog>()));
        services.TryAddSingleton<IBestSellers>(provider => provider.GetRequiredService<PurchaseRecommender>());
        services.TryAddSingleton<IRecommender>(provider => provider.GetRequiredService<PurchaseRecommender>());
        services.TryAddSingleton<IRetentionStore>(provider =>
        {
            HostingLog.NoStore(provider.GetRequiredService<ILogger<IRetentionEngine>>());
            return new InMemoryRetentionStore(partitions: 1);
        });
        services.TryAddSingleton(VoucherCodes.Random);
    }

    private static void AddEngine(IServiceCollection services)
    {
        services.TryAddSingleton(
            provider => new EngineTelemetry(provider.GetService<IMeterFactory>(), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(EngineSettingsFactory.MakeStepTypes);
        services.TryAddSingleton(EngineSettingsFactory.Make);
        services.TryAddSingleton(EngineSettingsFactory.MakeRfm);
        services.TryAddSingleton(provider => new JourneyRegistry(
            provider.GetServices<JourneyDefinition>(), provider.GetServices<JourneyText>(), provider.GetRequiredService<EngineSettings>(),
            provider.GetRequiredService<RfmSettings>(), provider));
        services.TryAddSingleton<IJourneyReferences>(provider => provider.GetRequiredService<JourneyRegistry>());
        services.TryAddSingleton<JourneyPrograms>();
        services.TryAddSingleton<EnrollmentReaction>();
        services.TryAddSingleton<GoalsAndExits>();
        services.TryAddSingleton<PastEvents>();
        services.TryAddSingleton<Reopening>();
        services.TryAddSingleton<OrderWithdrawal>();
        services.TryAddSingleton<EntryReaction>();
        services.TryAddSingleton<LatestModel>();
        services.TryAddSingleton<LeftOutReader>();
        services.TryAddSingleton<LateMessages>();
        services.TryAddSingleton<SegmentReaction>();
        services.TryAddSingleton<EventReactions>();
        services.TryAddSingleton<EventIntake>();
        services.TryAddSingleton<ArrivalReaction>();
        services.TryAddSingleton<CustomerIntake>();
        services.TryAddSingleton<ReportIntake>();
        services.TryAddSingleton<SegmentRun>();
        services.TryAddSingleton<EnrollmentSweep>();
        services.TryAddSingleton<DateSweep>();
        services.TryAddSingleton<PublishSweep>();
        services.TryAddSingleton<PauseRelease>();
        services.TryAddSingleton<RegisteredRelease>();
        services.TryAddSingleton<OfferReturns>();
        services.TryAddSingleton<StepExecutor>();
        services.TryAddSingleton<DueEnrollmentProcessor>();
        services.TryAddSingleton<VoucherCallouts>();
        services.TryAddSingleton<RecommendationCallouts>();
        services.TryAddSingleton<ExternalStepCallouts>();
        services.TryAddSingleton<ConditionCallouts>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ICallouts, ExitCallouts>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ICallouts, DueCalls>());
        services.TryAddSingleton<IExternalWorkflows, ExternalWorkflowBridge>();
        services.TryAddSingleton<IExternalJourneys, ExternalJourneys>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ICallouts, WorkflowCallouts>());
        services.TryAddSingleton<RecommendationSource>();
        services.TryAddSingleton<TemplateDataLoader>();
        services.TryAddSingleton<MessageComposer>();
        services.TryAddSingleton<AttachmentLoader>();
        services.TryAddSingleton<ChannelRateLimiter>();
        services.TryAddSingleton<ChannelPauses>();
        services.TryAddSingleton<Fallbacks>();
        services.TryAddSingleton<OutboxClaimer>();
        services.TryAddSingleton<SendResultRecorder>();
        services.TryAddSingleton<DueMessages>();
        services.TryAddSingleton<HandOver>();
        services.TryAddSingleton<MessageDispatcher>();
        services.TryAddSingleton<OutageRelease>();
        services.TryAddSingleton(VoucherServiceFactory.Make);
        services.TryAddSingleton<WorkerHealth>();
        services.TryAddSingleton<Purge>();
        services.TryAddSingleton<AsyncPulse>();
        services.TryAddSingleton<DueWorkCache>();
        services.TryAddSingleton<WorkerCycle>();
        services.TryAddSingleton<RetentionEngine>();
        services.TryAddSingleton<IRetentionEngine>(provider => provider.GetRequiredService<RetentionEngine>());
        services.TryAddSingleton<PartitionBatches>();
        services.TryAddSingleton<JourneyPauses>();
        services.TryAddSingleton<JourneyPublisher>();
        services.TryAddSingleton<IRetentionClient, RetentionClient>();
        services.TryAddSingleton<IRetentionOperations, RetentionOperations>();
        services.TryAddSingleton<ICustomerPrivacy, CustomerPrivacy>();
    }
}
