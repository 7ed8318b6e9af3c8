using Elsa.Workflows;

namespace Retention.Workflows.Elsa;

/// <summary>
/// Executes the steps that activities of customer journeys request. Register an implementation among the services of a host that runs
/// workflows in another way than this package does.
/// </summary>
/// <remarks>Runs of many workflows call a registered singleton at the same time, so it must be thread-safe.</remarks>
public abstract class ActivityStepExecutor
{
    private static readonly object Key = new();

    /// <summary>Executes the step of an activity, once per enrollment and visit, however often it is called.</summary>
    /// <param name="activity">The activity.</param>
    /// <param name="context">Its execution.</param>
    /// <returns>The result; the activity completes, waits or ends its workflow accordingly.</returns>
    public abstract ValueTask<StepReply> ExecuteAsync(JourneyActivity activity, ActivityExecutionContext context);

    /// <summary>Returns the executor of the workflow's run.</summary>
    internal static ActivityStepExecutor Of(ActivityExecutionContext context) =>
        context.WorkflowExecutionContext.TransientProperties.TryGetValue(Key, out var executor) ? (ActivityStepExecutor)executor
            : context.WorkflowExecutionContext.GetService<ActivityStepExecutor>()
                ?? throw new InvalidOperationException(
                    "Activities of customer journeys run where a journey is registered with AddElsa, or in Elsa's runtime once it uses customer journeys.");

    internal void ServeAt(WorkflowExecutionContext context) => context.TransientProperties[Key] = this;
}
