using Elsa.Common.Models;
using Elsa.Workflows.Helpers;
using Elsa.Workflows.Management;
using Elsa.Workflows.Models;
using Elsa.Workflows.Runtime;
using Elsa.Workflows.Runtime.Filters;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Elsa.Runtime;

/// <summary>Keeps the journeys that take customers in the same as the workflows that Elsa has published. Thread-safe.</summary>
internal sealed partial class PublishedWorkflows(
    IRetentionStore store, IServiceScopeFactory scopes, WorkflowJourneys journeys, JourneyRegistry registry, JourneyPrograms programs, JourneyRuleBook book, ILogger<PublishedWorkflows> logger) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private bool _isStarted;
    private bool _hasSeenAll;

    /// <summary>The definitions that were published at some time.</summary>
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <summary>The fingerprints of what this process saw at its last look.</summary>
    private Dictionary<JourneyName, string> _published = [];

    /// <summary>What it logged then, by definition.</summary>
    private Dictionary<string, string> _wrong = [];

    /// <summary>The types of our triggers, as Elsa stores them.</summary>
    internal static IReadOnlyList<string> TriggerTypes { get; } =
        [ActivityTypeNameHelper.GenerateTypeName<CustomerEventOccurred>(), ActivityTypeNameHelper.GenerateTypeName<SegmentEntered>(), ActivityTypeNameHelper.GenerateTypeName<JourneySchedule>()];

    /// <summary>Looks what is published now. A workflow that cannot be a journey is logged, and takes nobody in. So is a failure, which must not end what Elsa is doing: <see cref="PublicationWatch"/> looks again.</summary>
    /// <param name="isStarted">Whether Elsa has read all workflows since its start; remembered.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal async Task RefreshAsync(bool isStarted, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _isStarted |= isStarted;
            await store.InitializeAsync(cancellationToken).ConfigureAwait(false);
            var scope = scopes.CreateAsyncScope();
            await using (scope.ConfigureAwait(false))
                await RefreshAsync(await GraphsAsync(scope.ServiceProvider, cancellationToken).ConfigureAwait(false), _isStarted, cancellationToken).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Elsa calls this at its start, and the host must not end with it.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogFailed(exception);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    /// <summary>What is as this process saw it last is left alone: another server, with other rules or an older library, may have published since, and neither takes back what the other did.</summary>
    private async Task RefreshAsync(IEnumerable<WorkflowGraph> graphs, bool isAll, CancellationToken cancellationToken)
    {
        var (published, wrong) = (new Dictionary<JourneyName, string>(), new Dictionary<string, string>());
        foreach (var graph in graphs)
        {
            _seen.Add(graph.Workflow.Identity.DefinitionId);
            try
            {
                var definition = journeys.DefinitionOf(graph);
                registry.EnsureKept([definition]);
                if (_published.GetValueOrDefault(definition.Name) != definition.Fingerprint)
                {
                    var program = await journeys.TakeInAsync(graph, definition, cancellationToken).ConfigureAwait(false);
                    LogTakenIn(graph.Workflow.Identity.DefinitionId, definition.Name, program.Version, definition.Enrollment.Trigger.Describe());
                }

                published[definition.Name] = definition.Fingerprint;
            }
            catch (Exception exception) when (exception is ActivityInputException or JourneyDefinitionException or InvalidOperationException or OptionsValidationException)
            {
                var id = graph.Workflow.Identity.DefinitionId;
                wrong[id] = exception.Message;
                if (_wrong.GetValueOrDefault(id) != exception.Message)
                    LogWrong(exception, id);
            }
        }

        _wrong = wrong;
        if (isAll)
            await TakeBackAsync(published, cancellationToken).ConfigureAwait(false);
        if (isAll && !_hasSeenAll)
            LookForRulesOfNobody();
        _hasSeenAll |= isAll; // before that, Elsa is starting, and has not said all yet
        _published = published;
    }

    private async Task TakeBackAsync(Dictionary<JourneyName, string> published, CancellationToken cancellationToken)
    {
        var newest = (await programs.KnownAsync(cancellationToken).ConfigureAwait(false)).GroupBy(program => program.Definition.Name).Select(versions => versions.MaxBy(program => program.Version)!);
        foreach (var gone in newest.Where(IsTakingIn).Where(program => !published.ContainsKey(program.Definition.Name) && (!_hasSeenAll || _published.ContainsKey(program.Definition.Name))).ToList())
            await programs.TakeNobodyInAsync(gone.Definition, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Rules that are said of a workflow that is not there hold for nobody.</summary>
    private void LookForRulesOfNobody()
    {
        foreach (var id in book.Rules.Keys.Except(_seen, StringComparer.Ordinal))
            LogRulesOfNobody(id, _seen.Count == 0 ? "none" : string.Join(", ", _seen.Order(StringComparer.Ordinal)));
    }

    private static bool IsTakingIn(JourneyProgram program) =>
        program.Definition is { Steps: [WorkflowStep { IsOutside: true, Engine: RuntimeEngine.Name }], Enrollment.Trigger: not ManualTrigger };

    private async Task<List<WorkflowGraph>> GraphsAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var definitions = services.GetRequiredService<IWorkflowDefinitionService>();
        var triggers = await services.GetRequiredService<ITriggerStore>().FindManyAsync(TriggerFilter.ByNames(TriggerTypes), cancellationToken).ConfigureAwait(false);
        var graphs = new Dictionary<string, WorkflowGraph>(StringComparer.Ordinal);
        foreach (var version in triggers.Select(trigger => trigger.WorkflowDefinitionVersionId).Distinct())
            Add(await definitions.FindWorkflowGraphAsync(version, cancellationToken).ConfigureAwait(false));
        foreach (var definition in book.Rules.Keys)
            Add(await definitions.FindWorkflowGraphAsync(definition, VersionOptions.Published, cancellationToken).ConfigureAwait(false));
        return [.. graphs.Values];

        void Add(WorkflowGraph? graph)
        {
            if (graph is not null)
                graphs[graph.Workflow.Identity.Id] = graph;
        }
    }

    [LoggerMessage(6004, LogLevel.Warning, "What Elsa has published could not be looked up; it is tried again in a minute")]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(6006, LogLevel.Warning, "Journey(\"{Definition}\", ...) says rules of a workflow that is not published, so they hold for nobody. It takes the workflow's definition id; those of customer journeys that are published: {Published}")]
    private partial void LogRulesOfNobody(string definition, string published);

    [LoggerMessage(6007, LogLevel.Information, "The workflow {Definition} takes customers in as journey {Journey}, version {Version}: {Trigger}")]
    private partial void LogTakenIn(string definition, JourneyName journey, int version, string trigger);

    [LoggerMessage(6003, LogLevel.Error, "The workflow {Definition} is published, and cannot take customers in")]
    private partial void LogWrong(Exception exception, string definition);
}
