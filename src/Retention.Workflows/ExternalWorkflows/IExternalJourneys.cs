namespace Retention.Workflows.ExternalWorkflows;

/// <summary>
/// Stores the journey versions of another engine's workflows. Provided by this library as a service; thread-safe.
/// </summary>
public interface IExternalJourneys
{
    /// <summary>Builds a journey without validating it.</summary>
    /// <param name="name">The journey's name.</param>
    /// <param name="define">Adds rules and steps.</param>
    JourneyDefinition Define(JourneyName name, Action<JourneyBuilder> define);

    /// <summary>Checks a journey against the registrations of the host.</summary>
    /// <returns>The errors; empty if there are none.</returns>
    IReadOnlyList<JourneyError> Validate(JourneyDefinition definition);

    /// <summary>Checks that the host does not purge data that a journey needs.</summary>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">A retention period is too short.</exception>
    void EnsureKept(JourneyDefinition definition);

    /// <summary>
    /// Returns the latest version with the same content, whatever its trigger. If there is none, adds a version with manual enrollment.
    /// Which versions enroll customers does not change.
    /// </summary>
    Task<ExternalJourney> FindOrAddAsync(JourneyDefinition definition, CancellationToken cancellationToken);

    /// <summary>Publishes a journey, so that it enrolls customers. The same content again adds no version.</summary>
    Task<ExternalJourney> PublishAsync(JourneyDefinition definition, CancellationToken cancellationToken);

    /// <summary>Stops enrolling for a journey: it is published with manual enrollment. An unknown journey is ignored.</summary>
    Task WithdrawAsync(JourneyName journey, CancellationToken cancellationToken);

    /// <summary>Returns the newest readable version of every journey, including those of other engines and of this library.</summary>
    Task<IReadOnlyList<ExternalJourney>> ReadNewestAsync(CancellationToken cancellationToken);
}
