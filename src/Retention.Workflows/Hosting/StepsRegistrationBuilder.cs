using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Journeys;

namespace Retention.Workflows.Hosting;

/// <summary>Registers the host's own kinds of steps.</summary>
public sealed class StepsRegistrationBuilder
{
    /// <summary>What a step's record and its handler need to be made.</summary>
    private const DynamicallyAccessedMemberTypes Made =
        DynamicallyAccessedMemberTypes.PublicParameterlessConstructor | DynamicallyAccessedMemberTypes.PublicProperties;

    internal StepsRegistrationBuilder(IServiceCollection services) => Services = services;

    /// <summary>Where everything is registered.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Registers a kind of step with its handler. Two kinds of one name keep the host from starting.</summary>
    /// <typeparam name="TStep">The step's record.</typeparam>
    /// <typeparam name="TStepType">The kind: its JSON form, validation and description.</typeparam>
    /// <typeparam name="THandler">Does the step. It is made for each call, with services of the call's scope.</typeparam>
    public StepsRegistrationBuilder Add<
        [DynamicallyAccessedMembers(Made)] TStep,
        TStepType,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>()
        where TStep : JourneyStep
        where TStepType : StepType<TStep>, new()
        where THandler : ExternalStepHandler<TStep>
    {
        Services.TryAddScoped<THandler>();
        return Add(new TStepType(), services => services.GetRequiredService<THandler>());
    }

    /// <summary>Registers a kind of step whose handler is made by the host. Two kinds of one name keep the host from starting.</summary>
    /// <param name="type">The kind: its JSON form, validation and description.</param>
    /// <param name="make">Makes the handler for each call, from the services of the call's scope. The host disposes of what it
    /// makes.</param>
    public StepsRegistrationBuilder Add<[DynamicallyAccessedMembers(Made)] TStep>(
        StepType<TStep> type, Func<IServiceProvider, ExternalStepHandler<TStep>> make)
        where TStep : JourneyStep
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(make);
        Services.AddSingleton(new StepRegistration(type, make));
        return this;
    }

    /// <summary>
    /// Calls no external handler: each kind gives its <see cref="StepType.ReplayOutcome"/>, and reports count it as assumed.
    /// </summary>
    /// <param name="use"><see langword="false"/> calls the handlers again; the last call counts.</param>
    /// <remarks>A replay and a harness of the testing package do so by themselves; use this for a trial run of a host.</remarks>
    public StepsRegistrationBuilder AssumeOutcomes(bool use = true)
    {
        Services.Replace(ServiceDescriptor.Singleton(new AssumedOutcomes(use)));
        return this;
    }
}
