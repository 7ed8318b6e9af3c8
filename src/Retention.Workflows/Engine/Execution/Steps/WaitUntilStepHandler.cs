using Retention.Workflows.Journeys;

namespace Retention.Workflows.Engine.Execution;

internal sealed class WaitUntilStepHandler : RestHandler<WaitUntilStep>
{
    protected override DateTimeOffset Until(WaitUntilStep step, DateTimeOffset now, TimeZoneInfo zone) =>
        step.Day is { } day ? LocalTime.NextTimeOfWeek(now, day, step.TimeOfDay, zone) : LocalTime.NextTimeOfDay(now, step.TimeOfDay, zone);
}
