using Elsa.Common;
using Elsa.Workflows;
using Elsa.Workflows.Management;
using Elsa.Workflows.Management.Entities;
using Elsa.Workflows.Models;
using Elsa.Workflows.Runtime;
using Elsa.Workflows.Runtime.Messages;
using Elsa.Workflows.State;
using Medallion.Threading;
using Microsoft.Extensions.DependencyInjection;
using Retention.Workflows.Elsa.Running;
using Retention.Workflows.ExternalWorkflows;

namespace Retention.Workflows.Elsa.Runtime.Running;

/// <summary>Starts and resumes workflows in Elsa's runtime when the engine calls it.</summary>
/// <remarks>
/// Elsa writes bookmarks, logs and state one after the other. Only the state counts: a workflow is resumed by the bookmark in it, whatever
/// Elsa's bookmark table contains.
/// </remarks>
internal sealed class RuntimeEngine(IServiceScopeFactory scopes) : IExternalWorkflowEngine
{
    internal const string Name = "elsa-runtime";

    private static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Elsa faults a workflow whose run is cancelled, and a host that stops must not do that. A run therefore always continues to its next
    /// wait; only waiting for the lock and reading are cancelled.
    /// </summary>
    private static CancellationToken ToTheNextWait => CancellationToken.None;

    public string Engine => Name;

    public Task ContinueAsync(ExternalWorkflowCall call, CancellationToken cancellationToken) =>
        LockedAsync(call, (services, instance) => ContinueAsync(services, call, instance, cancellationToken), cancellationToken);

    public Task EndAsync(ExternalWorkflowCall call, CancellationToken cancellationToken) =>
        LockedAsync(call, (services, instance) => EndAsync(services, instance, cancellationToken), cancellationToken);

    /// <summary>
    /// Returns the id of an enrollment's workflow. It is always the same, so a workflow that was lost at its start is started under the
    /// same id.
    /// </summary>
    internal static string InstanceOf(EnrollmentId enrollment) => $"customer-journey-{enrollment}";

    /// <summary>Returns the status in a stored state; null while the workflow runs or waits at one of our steps.</summary>
    internal static ExternalWorkflowStatus? StatusOf(WorkflowState state) => state switch
    {
        { SubStatus: WorkflowSubStatus.Faulted } => ExternalWorkflowStatus.Failed,
        { SubStatus: WorkflowSubStatus.Cancelled } => ExternalWorkflowStatus.Cancelled,
        { Status: WorkflowStatus.Finished } => ExternalWorkflowStatus.Finished,
        { SubStatus: not WorkflowSubStatus.Suspended } => null,
        _ when state.Bookmarks.Any(bookmark => bookmark.Name == WaitingCustomer.BookmarkName) => null,
        _ when state.Bookmarks.Count == 0 && state.Incidents.Count > 0 => ExternalWorkflowStatus.Failed,
        _ => ExternalWorkflowStatus.Waiting,
    };

    /// <summary>
    /// Returns the type of the exception that a workflow failed with. The message is left out, since it may hold personal data.
    /// </summary>
    internal static string ProblemOf(WorkflowState state) => state.Incidents.FirstOrDefault()?.Exception?.Type.Name ?? "workflow-failed";

    private async Task LockedAsync(
        ExternalWorkflowCall call, Func<IServiceProvider, string, Task> work, CancellationToken cancellationToken)
    {
        var scope = scopes.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            var services = scope.ServiceProvider;
            var instance = call.Instance ?? InstanceOf(call.Enrollment.Id);
            var held = await services.GetRequiredService<IDistributedLockProvider>()
                .AcquireLockAsync($"customer-journeys:{instance}", LockTimeout, cancellationToken).ConfigureAwait(false);
            await using (held.ConfigureAwait(false))
                await work(services, instance).ConfigureAwait(false);
        }
    }

    private static async Task ContinueAsync(
        IServiceProvider services, ExternalWorkflowCall call, string instance, CancellationToken cancellationToken)
    {
        var (workflows, enrollment) = (services.GetRequiredService<IExternalWorkflows>(), call.Enrollment);
        if (!await workflows.IsCurrentAsync(call, cancellationToken).ConfigureAwait(false))
            return;
        var client = await services.GetRequiredService<IWorkflowRuntime>()
            .CreateClientAsync(instance, cancellationToken).ConfigureAwait(false);
        var stored = await FindAsync(services, instance, cancellationToken).ConfigureAwait(false);
        if (stored is null)
        {
            await client.CreateAndRunInstanceAsync(
                Begin(enrollment, RuntimePlan.Parse(call.Workflow.Plan)), ToTheNextWait).ConfigureAwait(false);
        }
        else if (stored.Status == WorkflowStatus.Finished)
        {
            var status = StatusOf(stored.WorkflowState) ?? ExternalWorkflowStatus.Finished;
            await workflows.ReportAsync(
                enrollment.Id, instance, status, ProblemOf(stored.WorkflowState), cancellationToken).ConfigureAwait(false);
        }
        else if (BookmarkOf(stored.WorkflowState) is { } bookmark)
        {
            await client.RunInstanceAsync(
                new RunWorkflowInstanceRequest { BookmarkId = bookmark.Id }, ToTheNextWait).ConfigureAwait(false);
        }
        else if (call.HasAnswer && StatusOf(stored.WorkflowState) == ExternalWorkflowStatus.Waiting)
        {
            // A run that continued from there requested a step whose result is here. It is being stored or was lost; if lost, it continues
            // again.
            if (services.GetRequiredService<ISystemClock>().UtcNow - stored.UpdatedAt < ExternalWorkflowCall.RepeatAfter)
                return;
            await client.RunInstanceAsync(
                new RunWorkflowInstanceRequest { BookmarkId = LostAt(stored.WorkflowState).Id }, ToTheNextWait).ConfigureAwait(false);
        }
        else if (StatusOf(stored.WorkflowState) is { } status)
        {
            await workflows.ReportAsync(
                enrollment.Id, instance, status, ProblemOf(stored.WorkflowState), cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await client.RunInstanceAsync(new RunWorkflowInstanceRequest(), ToTheNextWait).ConfigureAwait(false); // it was interrupted
        }
    }

    /// <summary>Ends a workflow: at one of our steps it learns that the customer has left; anywhere else it is cancelled.</summary>
    private static async Task EndAsync(IServiceProvider services, string instance, CancellationToken cancellationToken)
    {
        if (await FindAsync(
            services, instance, cancellationToken).ConfigureAwait(false) is not { Status: not WorkflowStatus.Finished } stored)
            return;
        var client = await services.GetRequiredService<IWorkflowRuntime>()
            .CreateClientAsync(instance, cancellationToken).ConfigureAwait(false);
        if (BookmarkOf(stored.WorkflowState) is { } bookmark)
            await client.RunInstanceAsync(
                new RunWorkflowInstanceRequest { BookmarkId = bookmark.Id }, ToTheNextWait).ConfigureAwait(false);
        else
            await client.CancelAsync(ToTheNextWait).ConfigureAwait(false);
        if (await FindAsync(services, instance, cancellationToken).ConfigureAwait(false) is { Status: not WorkflowStatus.Finished } running)
            throw new InvalidOperationException($"The workflow did not end; Elsa has stored it as {running.SubStatus}.");
    }

    private static Task<WorkflowInstance?> FindAsync(IServiceProvider services, string instance, CancellationToken cancellationToken) =>
        services.GetRequiredService<IWorkflowInstanceManager>().FindByIdAsync(instance, cancellationToken);

    private static Bookmark? BookmarkOf(WorkflowState state) =>
        state.Bookmarks.FirstOrDefault(bookmark => bookmark.Name == WaitingCustomer.BookmarkName);

    private static Bookmark LostAt(WorkflowState state) => state.Bookmarks.Count == 1 ? state.Bookmarks.First()
        : throw new InvalidOperationException(
            $"The workflow waits for {state.Bookmarks.Count} bookmarks at once, and Elsa lost the work after one of them. Resume it through Elsa.");

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
