using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Hosting;

/// <summary>
/// Chooses the templates, of which the last call counts, and the resolvers of attachments, which are asked in their order.
/// </summary>
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

    /// <summary>Adds a resolver of pictures and attachments. It is asked before the files of the template folder.</summary>
    public TemplatesBuilder AddAttachments(IAttachmentResolver resolver)
    {
        ArgumentNullException.ThrowIfNull(resolver);
        Services.AddSingleton(resolver);
        return this;
    }

    /// <summary>Adds a resolver of pictures and attachments. It is created for each file, in its own service scope.</summary>
    public TemplatesBuilder AddAttachments<[DynamicallyAccessedMembers(
        DynamicallyAccessedMemberTypes.PublicConstructors)] TResolver>() where TResolver : class, IAttachmentResolver
    {
        Services.TryAddScoped<TResolver>();
        return AddAttachments(static provider => new PerCallAttachments(
            provider.GetRequiredService<IServiceScopeFactory>(), static services => services.GetRequiredService<TResolver>()));
    }

    /// <summary>Adds a resolver of pictures and attachments from a factory, which is called once, at first use.</summary>
    public TemplatesBuilder AddAttachments(Func<IServiceProvider, IAttachmentResolver> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        Services.AddSingleton(make);
        return this;
    }
}
