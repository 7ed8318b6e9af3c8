using Microsoft.Extensions.DependencyInjection;

namespace Retention.Workflows.Hosting;

/// <summary>Registers journeys.</summary>
public sealed class JourneysBuilder
{
    internal JourneysBuilder(IServiceCollection services) => Services = services;

    /// <summary>Where everything is registered.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Registers a journey that is written in C#. What it refers to (templates, offers, channels, segments) is checked when the host starts.</summary>
    /// <exception cref="JourneyDefinitionException">Its structure is wrong; the exception names everything that is.</exception>
    public JourneysBuilder Add<TJourney>() where TJourney : IJourney => Add(JourneyDefinition.From<TJourney>());

    /// <summary>Registers a journey that is built or read already. Two of the same name keep the host from starting.</summary>
    public JourneysBuilder Add(JourneyDefinition journey)
    {
        ArgumentNullException.ThrowIfNull(journey);
        Services.AddSingleton(journey);
        return this;
    }

    /// <summary>Registers a journey that is written as JSON.</summary>
    /// <exception cref="JourneyDefinitionException">The JSON is wrong; the exception names everything that is, with its path.</exception>
    public JourneysBuilder AddJson(string json) => Add(JourneyJson.Read(json));
}
