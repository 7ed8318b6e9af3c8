using Microsoft.Extensions.DependencyInjection;

namespace Retention.Workflows.Hosting;

/// <summary>Configures the retention engine of a host. Each property groups one kind of registration.</summary>
/// <remarks>Only used inside <c>AddRetentionWorkflows</c>. Package authors write extension methods for the builders and register through
/// their <c>Services</c>.</remarks>
public sealed class RetentionBuilder
{
    internal RetentionBuilder(IServiceCollection services)
    {
        Services = services;
        Journeys = new JourneysBuilder(services);
        Store = new StoreBuilder(services);
        Channels = new ChannelsBuilder(services);
        Templates = new TemplatesBuilder(services);
        Segments = new SegmentsBuilder(services);
        Conditions = new ConditionsBuilder(services);
        Steps = new StepsRegistrationBuilder(services);
        Vouchers = new VouchersBuilder(services);
        Recommendations = new RecommendationsBuilder(services);
    }

    /// <summary>The service collection of the host.</summary>
    public IServiceCollection Services { get; }

    /// <summary>The journeys; at least one.</summary>
    public JourneysBuilder Journeys { get; }

    /// <summary>The store. Default: in memory, with a warning at start.</summary>
    public StoreBuilder Store { get; }

    /// <summary>The channels that send messages.</summary>
    public ChannelsBuilder Channels { get; }

    /// <summary>The message templates.</summary>
    public TemplatesBuilder Templates { get; }

    /// <summary>RFM and custom segments.</summary>
    public SegmentsBuilder Segments { get; }

    /// <summary>Predicates of the host.</summary>
    public ConditionsBuilder Conditions { get; }

    /// <summary>The host's own kinds of steps.</summary>
    public StepsRegistrationBuilder Steps { get; }

    /// <summary>Voucher offers and the host's issuer.</summary>
    public VouchersBuilder Vouchers { get; }

    /// <summary>Products, stores and the recommender.</summary>
    public RecommendationsBuilder Recommendations { get; }

    /// <summary>Changes the engine's options. Changes of several calls add up.</summary>
    public RetentionBuilder Configure(Action<RetentionOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        Services.Configure(configure);
        return this;
    }
}
