using Elsa.Workflows;
using Elsa.Workflows.Activities.Flowchart.Activities;
using Elsa.Workflows.Pipelines.ActivityExecution;
using Retention.Workflows.Elsa.Steps;

namespace Retention.Workflows.Elsa.Running;

/// <summary>Executes the activities of this package without what only others need, lends flowcharts their graph, and catches what an activity throws, so that the workflow stops there and can be tried again from there.</summary>
/// <remarks>The inputs of our activities are written in the workflow and were read when it was published: they need not be evaluated.</remarks>
internal sealed class StepMiddleware(ActivityMiddlewareDelegate next) : IActivityExecutionMiddleware
{
    public async ValueTask InvokeAsync(ActivityExecutionContext context)
    {
        var execution = StepCounter.Of(context) as ElsaWorkflowExecution;
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
