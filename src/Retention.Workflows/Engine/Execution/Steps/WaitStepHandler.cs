using Retention.Workflows.Journeys;

namespace Retention.Workflows.Engine.Execution;

internal sealed class WaitStepHandler : RestHandler<WaitStep>
{
    protected override DateTimeOffset Until(WaitStep step, DateTimeOffset now, TimeZoneInfo zone) => LocalTime.Add(now, step.Period, zone);
}
