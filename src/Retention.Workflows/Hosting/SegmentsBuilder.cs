using Microsoft.Extensions.DependencyInjection;
using Retention.Workflows.Conditions.Evaluation;
using Retention.Workflows.Naming;

namespace Retention.Workflows.Hosting;

/// <summary>Configures RFM segments and registers custom ones.</summary>
public sealed class SegmentsBuilder
{
    internal SegmentsBuilder(IServiceCollection services) => Services = services;

    /// <summary>The service collection of the host.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Changes the options of RFM. Changes of several calls add up.</summary>
    public SegmentsBuilder UseRfm(Action<SegmentOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        Services.Configure(configure);
        return this;
    }

    /// <summary>Registers a custom segment: a named condition, for <c>Customer.InSegment("big-spenders")</c>.</summary>
    /// <param name="name">The name in kebab case. Two segments of the same name keep the host from starting.</param>
    /// <param name="condition">Evaluated each time. A condition that uses an enrollment or another custom segment keeps the host from
    /// starting.</param>
    /// <exception cref="ArgumentException">The name is not in kebab case.</exception>
    public SegmentsBuilder Add(string name, Condition condition)
    {
        KebabName.Require(name, "segment");
        ArgumentNullException.ThrowIfNull(condition);
        Services.AddSingleton(new NamedSegment(name, condition));
        return this;
    }
}
