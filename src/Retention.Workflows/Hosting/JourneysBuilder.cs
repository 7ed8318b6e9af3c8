using Microsoft.Extensions.DependencyInjection;
using Retention.Workflows.Engine.Configuration;

namespace Retention.Workflows.Hosting;

/// <summary>Registers journeys.</summary>
public sealed class JourneysBuilder
{
    internal JourneysBuilder(IServiceCollection services) => Services = services;

    /// <summary>The service collection of the host.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Registers a journey that is written in C#.</summary>
    /// <remarks>
    /// It is checked when the host starts, with the step kinds, templates, offers, channels and segments that are registered. Two of the
    /// same name keep the host from starting.
    /// </remarks>
    public JourneysBuilder Add<TJourney>() where TJourney : IJourney => Add(JourneyBuilding.Describe(TJourney.Name, TJourney.Define));

    /// <summary>Registers a journey definition. Two journeys of the same name keep the host from starting.</summary>
    public JourneysBuilder Add(JourneyDefinition journey)
    {
        ArgumentNullException.ThrowIfNull(journey);
        Services.AddSingleton(journey);
        return this;
    }

    /// <summary>Registers a journey that is written as JSON.</summary>
    /// <param name="json">The text. It is read when the host starts, with the step kinds that are registered; errors keep the host from
    /// starting, each with its path and line.</param>
    public JourneysBuilder AddJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        Services.AddSingleton(new JourneyText(json));
        return this;
    }

    /// <summary>
    /// Registers a factory that creates a journey definition from the services of the container, once when the host starts.
    /// </summary>
    public JourneysBuilder Add(Func<IServiceProvider, JourneyDefinition> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        Services.AddSingleton(make);
        return this;
    }
}
