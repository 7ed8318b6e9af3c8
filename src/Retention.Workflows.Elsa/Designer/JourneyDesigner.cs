using Elsa.Workflows;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Retention.Workflows.Elsa.Designer;

namespace Retention.Workflows.Elsa;

/// <summary>Support for the activities of customer journeys in Elsa's designer.</summary>
public static class JourneyDesigner
{
    /// <summary>
    /// Adds the choices that the designer shows for inputs of this package's activities: the channels, offers, templates and segments that
    /// the host registered.
    /// </summary>
    /// <param name="services">The services of a host that serves Elsa's designer. They also need
    /// <see cref="RetentionServices.AddRetentionWorkflows(IServiceCollection, Action{Hosting.RetentionBuilder})"/>, from which the choices
    /// are read each time the designer asks for them.</param>
    /// <remarks>A second call changes nothing. <c>UseCustomerJourneys</c> of the package for Elsa's runtime calls it.</remarks>
    public static IServiceCollection AddJourneyDesigner(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddEnumerable([
            ServiceDescriptor.Scoped<IPropertyUIHandler, ChannelOptions>(),
            ServiceDescriptor.Scoped<IPropertyUIHandler, OfferOptions>(),
            ServiceDescriptor.Scoped<IPropertyUIHandler, SegmentOptions>(),
            ServiceDescriptor.Scoped<IPropertyUIHandler, TemplateOptions>(),
        ]);
        return services;
    }
}
