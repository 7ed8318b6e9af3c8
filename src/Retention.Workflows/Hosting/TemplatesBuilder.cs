using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Hosting;

/// <summary>Chooses the templates. The last call counts.</summary>
public sealed class TemplatesBuilder
{
    internal TemplatesBuilder(IServiceCollection services) => Services = services;

    /// <summary>The service collection of the host.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Uses templates of the host. They are called from several threads.</summary>
    public TemplatesBuilder Use(IMessageTemplates templates)
    {
        ArgumentNullException.ThrowIfNull(templates);
        Services.Replace(ServiceDescriptor.Singleton(templates));
        return this;
    }

    /// <summary>Uses templates of the host, created by the container once, at first use. They are called from several threads.</summary>
    public TemplatesBuilder Use<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TTemplates>()
        where TTemplates : class, IMessageTemplates
    {
        Services.Replace(ServiceDescriptor.Singleton<IMessageTemplates, TTemplates>());
        return this;
    }

    /// <summary>Uses templates from a factory, which is called once, at first use.</summary>
    public TemplatesBuilder Use(Func<IServiceProvider, IMessageTemplates> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        Services.Replace(ServiceDescriptor.Singleton(make));
        return this;
    }
}
