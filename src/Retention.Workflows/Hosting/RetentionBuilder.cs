using Microsoft.Extensions.DependencyInjection;

namespace Retention.Workflows.Hosting;

/// <summary>Where a host says what its retention engine consists of; each property shows one kind of verb.</summary>
/// <remarks>Only used inside <c>AddRetentionWorkflows</c>. Package authors add verbs as extension methods of the builders and register through their <c>Services</c>.</remarks>
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
        Vouchers = new VouchersBuilder(services);
        Recommendations = new RecommendationsBuilder(services);
    }

    /// <summary>Where everything is registered.</summary>
    public IServiceCollection Services { get; }

    /// <summary>The journeys; at least one.</summary>
    public JourneysBuilder Journeys { get; }

    /// <summary>The store; default in memory, with a warning at start.</summary>
    public StoreBuilder Store { get; }

    /// <summary>The channels over which messages leave.</summary>
    public ChannelsBuilder Channels { get; }

    /// <summary>The templates of messages.</summary>
    public TemplatesBuilder Templates { get; }

    /// <summary>RFM and custom segments.</summary>
    public SegmentsBuilder Segments { get; }

    /// <summary>Predicates in the host's own code.</summary>
    public ConditionsBuilder Conditions { get; }

    /// <summary>Voucher offers and the shop's own issuer.</summary>
    public VouchersBuilder Vouchers { get; }

    /// <summary>Products and who recommends them.</summary>
    public RecommendationsBuilder Recommendations { get; }

    /// <summary>Changes the engine's options; called again, the changes add up.</summary>
    public RetentionBuilder Configure(Action<RetentionOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        Services.Configure(configure);
        return this;
    }
}
