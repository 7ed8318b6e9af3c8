using Elsa.Features.Services;

namespace Retention.Workflows.Elsa.Runtime;

/// <summary>Customer journeys inside Elsa's runtime.</summary>
public static class CustomerJourneysModule
{
    /// <summary>
    /// Registers the activities and triggers of customer journeys, the designer's options for their inputs, and the services that start and
    /// resume workflows.
    /// </summary>
    /// <param name="elsa">Elsa's module, as configured by <c>AddElsa</c>: its runtime, with any persistence.</param>
    /// <param name="configure">Adds rules for single workflows; default none.</param>
    /// <remarks>
    /// Register the engine with
    /// <see cref="RetentionServices.AddRetentionWorkflows(Microsoft.Extensions.DependencyInjection.IServiceCollection, Action{Retention.Workflows.Hosting.RetentionBuilder})"/>
    /// on the same services: store, channels, templates,
    /// offers. It needs no journey then, since workflows with one of our triggers are journeys. The configuration of several calls adds up.
    /// </remarks>
    public static IModule UseCustomerJourneys(this IModule elsa, Action<CustomerJourneysFeature>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(elsa);
        elsa.Configure(configure);
        return elsa;
    }
}
