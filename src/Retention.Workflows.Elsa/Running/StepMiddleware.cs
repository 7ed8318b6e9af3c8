using Elsa.Workflows;
using Elsa.Workflows.Activities.Flowchart.Activities;
using Elsa.Workflows.Pipelines.ActivityExecution;
using Retention.Workflows.Elsa.Steps;

namespace Retention.Workflows.Elsa.Running;

/// <summary>
/// Executes this package's activities without unneeded middleware, lends flowcharts their graphs, and catches exceptions of activities, so
/// that the workflow stops there and can be retried.
/// </summary>
/// <remarks>The inputs of these activities are literals and were read at publication, so they need no evaluation.</remarks>
internal sealed class StepMiddleware(ActivityMiddlewareDelegate next) : IActivityExecutionMiddleware
{
    public async ValueTask InvokeAsync(ActivityExecutionContext context)
    {
        var execution = ActivityStepExecutor.Of(context) as ElsaWorkflowExecution;
        try
        {
            if (context.Activity is JourneyActivity)
            {
                using var executing = context.EnterExecution();
                context.TransitionTo(ActivityStatus.Running);
                await context.Activity.ExecuteAsync(context).ConfigureAwait(false);
                return;
            }

            if (context.Activity is Flowchart chart)
                execution?.LendGraph(context, chart);
            await next(context).ConfigureAwait(false);
        }
        catch (Exception exception) when (execution is not null && !context.IsCompleted)
        {
            execution.Stop(context, exception);
        }
    }
}
