using Retention.Workflows.Journeys;

namespace Retention.Workflows.Engine.Execution;

/// <summary>All kinds of steps, by type.</summary>
internal static class StepHandlers
{
    private static readonly Dictionary<Type, IStepHandler> ByStep = ((IStepHandler[])
    [
        new ExitStepHandler(),
        new HoldoutStepHandler(),
        new IfStepHandler(),
        new IssueVoucherStepHandler(),
        new RecommendStepHandler(),
        new RecordEventStepHandler(),
        new RepeatStepHandler(),
        new SendStepHandler(),
        new SplitStepHandler(),
        new SwitchStepHandler(),
        new WaitForEventStepHandler(),
        new WaitForSilenceStepHandler(),
        new WaitStepHandler(),
        new WaitUntilDateStepHandler(),
        new WaitUntilStepHandler(),
    ]).ToDictionary(handler => handler.Step);

    private static readonly ExternalStepHandlers External = new();

    internal static IStepHandler For(JourneyStep step) => ByStep.GetValueOrDefault(step.GetType(), External);
}
