using Microsoft.Extensions.DependencyInjection;

namespace Retention.Workflows.Hosting;

/// <summary>Registers journeys.</summary>
public sealed class JourneysBuilder
{
    internal JourneysBuilder(IServiceCollection services) => Services = services;

    /// <summary>The service collection of the host.</summary>
    public IServiceCollection Services { get; }

    /// <summary>
    /// Registers a journey written in C#. The templates, offers, channels and segments that it uses are checked when the host starts.
    /// </summary>
    /// <exception cref="JourneyDefinitionException">The structure is not valid; lists all errors.</exception>
    public JourneysBuilder Add<TJourney>() where TJourney : IJourney => Add(JourneyDefinition.From<TJourney>());

    /// <summary>Registers a journey definition. Two journeys of the same name keep the host from starting.</summary>
    public JourneysBuilder Add(JourneyDefinition journey)
    {
        ArgumentNullException.ThrowIfNull(journey);
        Services.AddSingleton(journey);
        return this;
    }

    /// <summary>Registers a journey written in JSON.</summary>
    /// <exception cref="JourneyDefinitionException">The JSON is not valid; lists all errors with their paths.</exception>
    public JourneysBuilder AddJson(string json) => Add(JourneyJson.Read(json));
}
