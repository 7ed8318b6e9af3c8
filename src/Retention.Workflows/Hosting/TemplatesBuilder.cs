using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Hosting;

/// <summary>Chooses where templates come from; the last choice counts.</summary>
public sealed class TemplatesBuilder
{
    internal TemplatesBuilder(IServiceCollection services) => Services = services;

    /// <summary>Where everything is registered.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Uses templates of the host's own making. They are asked from several threads.</summary>
    public TemplatesBuilder Use(IMessageTemplates templates)
    {
        ArgumentNullException.ThrowIfNull(templates);
        Services.Replace(ServiceDescriptor.Singleton(templates));
        return this;
    }
}
