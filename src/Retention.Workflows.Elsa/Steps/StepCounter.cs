using Elsa.Workflows;

namespace Retention.Workflows.Elsa.Steps;

/// <summary>Executes the steps of activities.</summary>
internal abstract class StepCounter
{
    private static readonly object Key = new();

    internal abstract ValueTask<StepReply> DoAsync(JourneyActivity activity, ActivityExecutionContext context);

    /// <summary>Returns the counter of the workflow's run.</summary>
    internal static StepCounter Of(ActivityExecutionContext context) =>
        context.WorkflowExecutionContext.TransientProperties.TryGetValue(Key, out var counter) ? (StepCounter)counter
            : context.WorkflowExecutionContext.GetService<StepCounter>()
                ?? throw new InvalidOperationException(
                    "Activities of customer journeys run where a journey is registered with AddElsa, or in Elsa's runtime once it uses customer journeys.");

    internal void ServeAt(WorkflowExecutionContext context) => context.TransientProperties[Key] = this;
}
