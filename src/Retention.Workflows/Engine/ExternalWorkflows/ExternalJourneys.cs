using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.ExternalWorkflows;
using Retention.Workflows.Journeys;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.ExternalWorkflows;

internal sealed class ExternalJourneys(IRetentionStore store, EngineSettings settings, JourneyRegistry registry, JourneyPrograms programs)
    : IExternalJourneys
{
    public JourneyDefinition Define(JourneyName name, Action<JourneyBuilder> define)
    {
        ArgumentNullException.ThrowIfNull(define);
        var builder = new JourneyBuilder(name);
        define(builder);
        return builder.Build();
    }

    public IReadOnlyList<JourneyError> Validate(JourneyDefinition definition) =>
        JourneyValidator.Validate(definition, registry, settings.StepTypes);

    public void EnsureKept(JourneyDefinition definition) => registry.EnsureKept([definition]);

    public async Task<ExternalJourney> FindOrAddAsync(JourneyDefinition definition, CancellationToken cancellationToken)
    {
        await store.InitializeAsync(cancellationToken).ConfigureAwait(false);
        return Of(await programs.FindOrAddAsync(definition, cancellationToken).ConfigureAwait(false));
    }

    public async Task<ExternalJourney> PublishAsync(JourneyDefinition definition, CancellationToken cancellationToken)
    {
        await store.InitializeAsync(cancellationToken).ConfigureAwait(false);
        return Of(await programs.PublishWorkflowAsync(definition, cancellationToken).ConfigureAwait(false));
    }

    public Task WithdrawAsync(JourneyName journey, CancellationToken cancellationToken) =>
        programs.WithdrawWorkflowAsync(journey, cancellationToken);

    public async Task<IReadOnlyList<ExternalJourney>> ReadNewestAsync(CancellationToken cancellationToken)
    {
        await store.InitializeAsync(cancellationToken).ConfigureAwait(false);
        var known = await programs.KnownAsync(cancellationToken).ConfigureAwait(false);
        return [.. known.GroupBy(program => program.Definition.Name).Select(versions => Of(versions.MaxBy(program => program.Version)!))];
    }

    private static ExternalJourney Of(JourneyProgram program) => new(program.Definition, program.Version);
}
