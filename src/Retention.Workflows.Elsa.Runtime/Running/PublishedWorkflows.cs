using Elsa.Common.Models;
using Elsa.Workflows.Helpers;
using Elsa.Workflows.Management;
using Elsa.Workflows.Models;
using Elsa.Workflows.Runtime;
using Elsa.Workflows.Runtime.Filters;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Journeys;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Elsa.Runtime.Running;

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
            {
                var (graphs, areAll) = await GraphsAsync(scope.ServiceProvider, cancellationToken).ConfigureAwait(false);
                await RefreshAsync(graphs, _isStarted && areAll, cancellationToken).ConfigureAwait(false);
            }
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
                    var program = await journeys.PublishWorkflowAsync(graph, definition, cancellationToken).ConfigureAwait(false);
                    LogTakenIn(graph.Workflow.Identity.DefinitionId, definition.Name, program.Version, definition.Enrollment.Trigger.Describe());
                }

                published[definition.Name] = definition.Fingerprint;
            }
#pragma warning disable CA1031 // Rules are the host's code, and whatever is wrong with one workflow must not keep the others out.
            catch (Exception exception) when (exception is not (RetentionStoreException or OperationCanceledException))
#pragma warning restore CA1031
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

    /// <summary>At the first look, whatever takes customers in and is not published any more; later, what this process itself saw published before.</summary>
    private async Task TakeBackAsync(Dictionary<JourneyName, string> published, CancellationToken cancellationToken)
    {
        IEnumerable<JourneyName> before = _published.Keys;
        if (!_hasSeenAll)
        {
            var newest = (await programs.KnownAsync(cancellationToken).ConfigureAwait(false)).GroupBy(program => program.Definition.Name).Select(versions => versions.MaxBy(program => program.Version)!);
            before = before.Concat(newest.Where(IsTakingIn).Select(program => program.Definition.Name));
        }

        foreach (var gone in before.Except(published.Keys).ToList())
            await programs.WithdrawWorkflowAsync(gone, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Rules that are said of a workflow that is not there hold for nobody.</summary>
    private void LookForRulesOfNobody()
    {
        foreach (var id in book.Rules.Keys.Except(_seen, StringComparer.Ordinal))
            LogRulesOfNobody(id, _seen.Count == 0 ? "none" : string.Join(", ", _seen.Order(StringComparer.Ordinal)));
    }

    private static bool IsTakingIn(JourneyProgram program) =>
        program.Definition is { Steps: [WorkflowStep { IsOutside: true, Engine: RuntimeEngine.Name }], Enrollment.Trigger: not ManualTrigger };

    /// <summary>The workflows that are published, and whether each of them could be read: one that could not is not taken back for that.</summary>
    private async Task<(List<WorkflowGraph> Graphs, bool AreAll)> GraphsAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var definitions = services.GetRequiredService<IWorkflowDefinitionService>();
        var triggers = await services.GetRequiredService<ITriggerStore>().FindManyAsync(TriggerFilter.ByNames(TriggerTypes), cancellationToken).ConfigureAwait(false);
        var (graphs, areAll) = (new Dictionary<string, WorkflowGraph>(StringComparer.Ordinal), true);
        foreach (var version in triggers.Select(trigger => trigger.WorkflowDefinitionVersionId).Distinct())
            await AddAsync(definitions.FindWorkflowGraphAsync(version, cancellationToken)).ConfigureAwait(false);
        foreach (var definition in book.Rules.Keys)
            await AddAsync(definitions.FindWorkflowGraphAsync(definition, VersionOptions.Published, cancellationToken)).ConfigureAwait(false);
        return ([.. graphs.Values], areAll);

        async Task AddAsync(Task<WorkflowGraph?> finding)
        {
            try
            {
                if (await finding.ConfigureAwait(false) is { } graph)
                    graphs[graph.Workflow.Identity.Id] = graph;
            }
#pragma warning disable CA1031 // Elsa builds a workflow with whatever activities and code are in it.
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                areAll = false;
                LogFailed(exception);
            }
        }
    }

    [LoggerMessage(6004, LogLevel.Warning, "What Elsa has published could not be looked up; it is tried again in a minute")]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(6006, LogLevel.Warning,
        "Journey(\"{Definition}\", ...) says rules of a workflow that is not published, so they hold for nobody. It takes the " +
        "workflow's definition id; those of customer journeys that are published: {Published}")]
    private partial void LogRulesOfNobody(string definition, string published);

    [LoggerMessage(6007, LogLevel.Information,
        "The workflow {Definition} takes customers in as journey {Journey}, version {Version}: {Trigger}")]
    private partial void LogTakenIn(string definition, JourneyName journey, int version, string trigger);

    [LoggerMessage(6003, LogLevel.Error, "The workflow {Definition} is published, and cannot take customers in")]
    private partial void LogWrong(Exception exception, string definition);
}
