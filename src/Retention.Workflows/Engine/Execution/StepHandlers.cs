using Retention.Workflows.Journeys;

namespace Retention.Workflows.Engine.Execution;

/// <summary>All kinds of steps, by type.</summary>
internal static class StepHandlers
{
    private static readonly Dictionary<Type, IStepHandler> ByStep = ((IStepHandler[])
    [
        new ExitHandler(),
        new HoldoutHandler(),
        new IfHandler(),
        new IssueVoucherHandler(),
        new RecommendHandler(),
        new RecordEventHandler(),
        new RepeatHandler(),
        new SendHandler(),
        new SplitHandler(),
        new SwitchHandler(),
        new WaitForEventHandler(),
        new WaitForSilenceHandler(),
        new WaitHandler(),
        new WaitUntilDateHandler(),
        new WaitUntilHandler(),
    ]).ToDictionary(handler => handler.Step);

    internal static IStepHandler For(JourneyStep step) => ByStep[step.GetType()];
}
