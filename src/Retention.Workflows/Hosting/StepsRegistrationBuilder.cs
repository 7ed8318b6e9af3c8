using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Journeys;

namespace Retention.Workflows.Hosting;

/// <summary>Registers the host's own step kinds.</summary>
public sealed class StepsRegistrationBuilder
{
    /// <summary>The members that the trimmer must keep for step records and handlers.</summary>
    private const DynamicallyAccessedMemberTypes Made =
        DynamicallyAccessedMemberTypes.PublicParameterlessConstructor | DynamicallyAccessedMemberTypes.PublicProperties;

    internal StepsRegistrationBuilder(IServiceCollection services) => Services = services;

    /// <summary>The host's services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Registers a kind of step with its handler. Two kinds of one name keep the host from starting.</summary>
    /// <typeparam name="TStep">The step's record.</typeparam>
    /// <typeparam name="TStepType">The kind: its JSON form, validation and description.</typeparam>
    /// <typeparam name="THandler">Executes the step. It is created for each call, with services of the call's scope.</typeparam>
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

    /// <summary>Registers a kind of step with a factory for its handler. Two kinds of one name keep the host from starting.</summary>
    /// <param name="type">The kind: its JSON form, validation and description.</param>
    /// <param name="make">Creates the handler for each call, from the services of the call's scope. The host disposes the handlers it
    /// creates.</param>
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
    /// Disables external handlers: each kind returns its <see cref="StepType.ReplayOutcome"/>, and reports count it as assumed.
    /// </summary>
    /// <param name="use"><see langword="false"/> enables the handlers again; the last call counts.</param>
    /// <remarks>Replays and the harness of the testing package do this automatically; use it for a trial run of a host.</remarks>
    public StepsRegistrationBuilder AssumeOutcomes(bool use = true)
    {
        Services.Replace(ServiceDescriptor.Singleton(new AssumedOutcomes(use)));
        return this;
    }
}
