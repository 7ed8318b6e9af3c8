using Elsa.Common;
using Elsa.Workflows;
using Elsa.Workflows.Management;
using Elsa.Workflows.Models;
using Elsa.Workflows.Runtime;
using Elsa.Workflows.Runtime.Messages;
using Elsa.Workflows.State;
using Medallion.Threading;
using Microsoft.Extensions.DependencyInjection;
using Retention.Workflows.Elsa.Running;
using Retention.Workflows.Engine.ExternalWorkflows;
using Retention.Workflows.ExternalWorkflows;
using Retention.Workflows.Journeys;

namespace Retention.Workflows.Elsa.Runtime.Running;

/// <summary>Starts and resumes workflows in Elsa's runtime when the engine calls it.</summary>
/// <remarks>
/// Elsa writes bookmarks, logs and state one after the other. Only the state counts: a workflow is resumed by the bookmark in it, whatever
/// Elsa's bookmark table contains.
/// </remarks>
internal sealed class RuntimeEngine(IServiceScopeFactory scopes) : IExternalWorkflowEngine
{
    internal const string Name = "elsa-runtime";

    private static readonly TimeSpan LockPatience = TimeSpan.FromSeconds(30);

    public string Engine => Name;

    public async Task CallAsync(Enrollment enrollment, WorkflowStep workflow, CancellationToken cancellationToken)
    {
        var scope = scopes.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            var services = scope.ServiceProvider;
            var instance = WorkflowCheckpoint.Of(enrollment.State)?.Instance ?? InstanceOf(enrollment.Id);
            var held = await services.GetRequiredService<IDistributedLockProvider>().AcquireLockAsync($"customer-journeys:{instance}", LockPatience, cancellationToken).ConfigureAwait(false);
            await using (held.ConfigureAwait(false))
                await CallAsync(services, enrollment, RuntimePlan.Parse(workflow.Plan), instance, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Returns the id of an enrollment's workflow. It is always the same, so a workflow that was lost at its start is started under the
    /// same id.
    /// </summary>
    internal static string InstanceOf(EnrollmentId enrollment) => $"customer-journey-{enrollment}";

    /// <summary>Returns the status in a stored state; null while the workflow runs or waits at one of our steps.</summary>
    internal static WorkflowStatusUpdate? NewsOf(WorkflowState state) => state switch
    {
        { SubStatus: WorkflowSubStatus.Faulted } => WorkflowStatusUpdate.Failed,
        { SubStatus: WorkflowSubStatus.Cancelled } => WorkflowStatusUpdate.Cancelled,
        { Status: WorkflowStatus.Finished } => WorkflowStatusUpdate.Finished,
        { SubStatus: not WorkflowSubStatus.Suspended } => null,
        _ when state.Bookmarks.Any(bookmark => bookmark.Name == WaitingCustomer.BookmarkName) => null,
        _ when state.Bookmarks.Count == 0 && state.Incidents.Count > 0 => WorkflowStatusUpdate.Failed,
        _ => WorkflowStatusUpdate.Waits,
    };

    /// <summary>
    /// Returns the type of the exception that a workflow failed with. The message is left out, since it may hold personal data.
    /// </summary>
    internal static string ProblemOf(WorkflowState state) => state.Incidents.FirstOrDefault()?.Exception?.Type.Name ?? "workflow-failed";

    private static async Task CallAsync(IServiceProvider services, Enrollment enrollment, RuntimePlan plan, string instance, CancellationToken cancellationToken)
    {
        var desk = services.GetRequiredService<ExternalWorkflowBridge>();
        if (!await desk.IsStillCalledAsync(enrollment, cancellationToken).ConfigureAwait(false))
            return;
        var client = await services.GetRequiredService<IWorkflowRuntime>().CreateClientAsync(instance, cancellationToken).ConfigureAwait(false);
        var stored = await services.GetRequiredService<IWorkflowInstanceManager>().FindByIdAsync(instance, cancellationToken).ConfigureAwait(false);
        if (stored is null && enrollment.EndedAt is null)
        {
            await client.CreateAndRunInstanceAsync(Begin(enrollment, plan), cancellationToken).ConfigureAwait(false);
        }
        else if (stored is null || stored.Status == WorkflowStatus.Finished)
        {
            var news = stored is null ? WorkflowStatusUpdate.Finished : NewsOf(stored.WorkflowState) ?? WorkflowStatusUpdate.Finished;
            await desk.SettleAsync(enrollment.Id, instance, news, stored is null ? null : ProblemOf(stored.WorkflowState), cancellationToken).ConfigureAwait(false);
        }
        else if (stored.WorkflowState.Bookmarks.FirstOrDefault(bookmark => bookmark.Name == WaitingCustomer.BookmarkName) is { } bookmark)
        {
            await client.RunInstanceAsync(new RunWorkflowInstanceRequest { BookmarkId = bookmark.Id }, cancellationToken).ConfigureAwait(false);
        }
        else if (enrollment is { EndedAt: null, State.Answer: not null } && NewsOf(stored.WorkflowState) == WorkflowStatusUpdate.Waits)
        {
            // A run that continued from there requested a step whose result is here. It is being stored or was lost; if lost, it continues
            // again.
            if (services.GetRequiredService<ISystemClock>().UtcNow - stored.UpdatedAt < WorkflowCallouts.Patience)
                return;
            await client.RunInstanceAsync(new RunWorkflowInstanceRequest { BookmarkId = LostAt(stored.WorkflowState).Id }, cancellationToken).ConfigureAwait(false);
        }
        else if (enrollment.EndedAt is not null)
        {
            await client.CancelAsync(cancellationToken).ConfigureAwait(false); // it waits for something of its own, and the customer has left
            await desk.SettleAsync(enrollment.Id, instance, WorkflowStatusUpdate.Cancelled, null, cancellationToken).ConfigureAwait(false);
        }
        else if (NewsOf(stored.WorkflowState) is { } news)
        {
            await desk.SettleAsync(enrollment.Id, instance, news, ProblemOf(stored.WorkflowState), cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await client.RunInstanceAsync(new RunWorkflowInstanceRequest(), cancellationToken).ConfigureAwait(false); // it was interrupted
        }
    }

    private static Bookmark LostAt(WorkflowState state) => state.Bookmarks.Count == 1 ? state.Bookmarks.First()
        : throw new InvalidOperationException($"The workflow waits for {state.Bookmarks.Count} things at once, and Elsa lost what it did behind one of them. Resume it with Elsa's means.");

    private static CreateAndRunWorkflowInstanceRequest Begin(Enrollment enrollment, RuntimePlan plan) => new()
    {
        WorkflowDefinitionHandle = WorkflowDefinitionHandle.ByDefinitionVersionId(plan.Version),
        CorrelationId = enrollment.Customer.Value,
        TriggerActivityId = plan.Trigger,
        Input = new Dictionary<string, object>
        {
            [RunProperties.CustomerId] = enrollment.Customer.Value,
            ["Enrollment"] = enrollment.Id.ToString(),
            ["Journey"] = enrollment.Journey.Value,
            [RunProperties.EntryKey] = enrollment.EntryKey,
        },
        Properties = RunProperties.Of(enrollment),
    };
}
