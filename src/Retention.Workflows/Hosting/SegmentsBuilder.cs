using Microsoft.Extensions.DependencyInjection;
using Retention.Workflows.Conditions.Evaluation;
using Retention.Workflows.Naming;

namespace Retention.Workflows.Hosting;

/// <summary>Says how segments are computed, and registers custom ones.</summary>
public sealed class SegmentsBuilder
{
    internal SegmentsBuilder(IServiceCollection services) => Services = services;

    /// <summary>Where everything is registered.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Changes how RFM is computed; called again, the changes add up.</summary>
    public SegmentsBuilder UseRfm(Action<SegmentOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        Services.Configure(configure);
        return this;
    }

    /// <summary>Registers a custom segment: a condition under a name, for <c>Customer.InSegment("big-spenders")</c>.</summary>
    /// <param name="name">In kebab case; one condition a name: two of the same keep the host from starting.</param>
    /// <param name="condition">Asked anew each time. One that looks at an enrollment, or at another custom segment, keeps the host from starting.</param>
    /// <exception cref="ArgumentException">The name is not kebab case.</exception>
    public SegmentsBuilder Add(string name, Condition condition)
    {
        KebabName.Require(name, "segment");
        ArgumentNullException.ThrowIfNull(condition);
        Services.AddSingleton(new NamedSegment(name, condition));
        return this;
    }
}
