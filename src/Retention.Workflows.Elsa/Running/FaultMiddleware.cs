using Elsa.Workflows;
using Elsa.Workflows.Pipelines.ActivityExecution;

namespace Retention.Workflows.Elsa;

/// <summary>Catches what an activity throws, so that the workflow stops at that activity, and can be tried again from there.</summary>
internal sealed class FaultMiddleware(ActivityMiddlewareDelegate next) : IActivityExecutionMiddleware
{
    public async ValueTask InvokeAsync(ActivityExecutionContext context)
    {
        try
        {
            await next(context).ConfigureAwait(false);
        }
        catch (Exception exception) when (StepCounter.Of(context) is ElsaPassage passage && !context.IsCompleted)
        {
            passage.Stop(context, exception);
        }
    }
}
