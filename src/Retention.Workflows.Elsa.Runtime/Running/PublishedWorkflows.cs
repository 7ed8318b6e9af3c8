using Elsa.Common.Models;
using Elsa.Workflows.Helpers;
using Elsa.Workflows.Management;
using Elsa.Workflows.Models;
using Elsa.Workflows.Runtime;
using Elsa.Workflows.Runtime.Filters;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Retention.Workflows.ExternalWorkflows;
using Retention.Workflows.Journeys;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Elsa.Runtime.Running;

/// <summary>Keeps the enrolling journeys in step with the workflows that Elsa has published. Thread-safe.</summary>
internal sealed partial class PublishedWorkflows(
    IRetentionStore store, IServiceScopeFactory scopes, WorkflowJourneys journeys, IExternalJourneys versions, JourneyRuleBook book,
    ILogger<PublishedWorkflows> logger) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private bool _isStarted;
    private bool _hasSeenAll;

    /// <summary>All definitions that were ever published.</summary>
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <summary>The fingerprints that this process saw at its last check.</summary>
    private Dictionary<JourneyName, string> _published = [];

    /// <summary>The errors that were logged then, by definition.</summary>
    private Dictionary<string, string> _wrong = [];

    /// <summary>The types of our triggers, as Elsa stores them.</summary>
    internal static IReadOnlyList<string> TriggerTypes { get; } =
        [ActivityTypeNameHelper.GenerateTypeName<CustomerEventOccurred>(), ActivityTypeNameHelper.GenerateTypeName<SegmentEntered>(),
            ActivityTypeNameHelper.GenerateTypeName<JourneySchedule>()];

    /// <summary>
    /// Reads what is published now. A workflow that is not a valid journey is logged and enrolls nobody. A failure is logged as well, since
    /// it must not stop Elsa; <see cref="PublicationWatch"/> checks again.
    /// </summary>
    /// <param name="isStarted">True if Elsa has read all workflows since its start; remembered.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
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

    /// <summary>
    /// Journeys that have not changed since this process last checked are not published again. Another server, with other rules or an older
    /// library, may have published since, and neither must undo the other's work.
    /// </summary>
    private async Task RefreshAsync(IEnumerable<WorkflowGraph> graphs, bool isAll, CancellationToken cancellationToken)
    {
        var (published, wrong) = (new Dictionary<JourneyName, string>(), new Dictionary<string, string>());
        foreach (var graph in graphs)
        {
            _seen.Add(graph.Workflow.Identity.DefinitionId);
            try
            {
                var definition = journeys.DefinitionOf(graph);
                versions.EnsureKept(definition);
                if (_published.GetValueOrDefault(definition.Name) != definition.Fingerprint)
                {
                    var program = await journeys.PublishAsync(graph, definition, cancellationToken).ConfigureAwait(false);
                    LogTakenIn(
                        graph.Workflow.Identity.DefinitionId, definition.Name, program.Version, definition.Enrollment.Trigger.Describe());
                }

                published[definition.Name] = definition.Fingerprint;
            }
#pragma warning disable CA1031 // Rules are the host's code, and an error in one workflow must not affect the others.
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
        _hasSeenAll |= isAll; // before that, Elsa is starting and has not reported all workflows
        _published = published;
    }

    /// <summary>
    /// Withdraws journeys: at the first check, all that enroll and are no longer published; later, those that this process saw published
    /// before.
    /// </summary>
    private async Task TakeBackAsync(Dictionary<JourneyName, string> published, CancellationToken cancellationToken)
    {
        IEnumerable<JourneyName> before = _published.Keys;
        if (!_hasSeenAll)
        {
            var newest = await versions.ReadNewestAsync(cancellationToken).ConfigureAwait(false);
            before = before.Concat(newest.Where(IsTakingIn).Select(program => program.Definition.Name));
        }

        foreach (var gone in before.Except(published.Keys).ToList())
            await versions.WithdrawAsync(gone, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Logs rules for workflows that do not exist.</summary>
    private void LookForRulesOfNobody()
    {
        foreach (var id in book.Rules.Keys.Except(_seen, StringComparer.Ordinal))
            LogRulesOfNobody(id, _seen.Count == 0 ? "none" : string.Join(", ", _seen.Order(StringComparer.Ordinal)));
    }

    private static bool IsTakingIn(ExternalJourney journey) =>
        journey.Definition is { Steps: [WorkflowStep { IsOutside: true, Engine: RuntimeEngine.Name }],
            Enrollment.Trigger: not ManualTrigger };

    /// <summary>Returns the published workflows, and whether all of them could be read. An unreadable workflow is not withdrawn.</summary>
    private async Task<(List<WorkflowGraph> Graphs, bool AreAll)> GraphsAsync(
        IServiceProvider services, CancellationToken cancellationToken)
    {
        var definitions = services.GetRequiredService<IWorkflowDefinitionService>();
        var triggers = await services.GetRequiredService<ITriggerStore>()
            .FindManyAsync(TriggerFilter.ByNames(TriggerTypes), cancellationToken).ConfigureAwait(false);
        var (graphs, areAll) = (new Dictionary<string, WorkflowGraph>(StringComparer.Ordinal), true);
        foreach (var version in triggers.Select(trigger => trigger.WorkflowDefinitionVersionId).Distinct())
            await AddAsync(definitions.FindWorkflowGraphAsync(version, cancellationToken)).ConfigureAwait(false);
        foreach (var definition in book.Rules.Keys)
            await AddAsync(
                definitions.FindWorkflowGraphAsync(definition, VersionOptions.Published, cancellationToken)).ConfigureAwait(false);
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

    [LoggerMessage(6004, LogLevel.Warning, "The workflows published in Elsa could not be read; retrying in a minute")]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(6006, LogLevel.Warning,
        "Journey(\"{Definition}\", ...) has rules for a workflow that is not published, so they have no effect. It takes the " +
        "workflow's definition id; those of customer journeys that are published: {Published}")]
    private partial void LogRulesOfNobody(string definition, string published);

    [LoggerMessage(6007, LogLevel.Information,
        "The workflow {Definition} enrolls customers as journey {Journey}, version {Version}: {Trigger}")]
    private partial void LogTakenIn(string definition, JourneyName journey, int version, string trigger);

    [LoggerMessage(6003, LogLevel.Error, "The workflow {Definition} is published but cannot enroll customers")]
    private partial void LogWrong(Exception exception, string definition);
}
