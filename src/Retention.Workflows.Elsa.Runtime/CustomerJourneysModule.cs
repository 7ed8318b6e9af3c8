using Elsa.Features.Services;

namespace Retention.Workflows.Elsa.Runtime;

/// <summary>Customer journeys inside Elsa's runtime.</summary>
public static class CustomerJourneysModule
{
    /// <summary>Registers the activities and triggers of customer journeys, what the designer offers for their inputs, and what resumes and starts workflows.</summary>
    /// <param name="elsa">Elsa, as <c>AddElsa</c> configures it: its runtime, with any persistence.</param>
    /// <param name="configure">Says more about single workflows; default nothing.</param>
    /// <remarks>
    /// The engine itself is registered with <see cref="RetentionServices.AddRetentionWorkflows"/> on the same services: store, channels, templates, offers. It needs no journey then: workflows
    /// that begin with a trigger of ours are journeys. Called again, what is configured adds up.
    /// </remarks>
    public static IModule UseCustomerJourneys(this IModule elsa, Action<CustomerJourneysFeature>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(elsa);
        elsa.Configure(configure);
        return elsa;
    }
}
