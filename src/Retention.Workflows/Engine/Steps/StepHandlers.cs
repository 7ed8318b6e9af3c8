namespace Retention.Workflows;

/// <summary>All kinds of steps, by type.</summary>
internal static class StepHandlers
{
    private static readonly Dictionary<Type, IStepHandler> ByStep = ((IStepHandler[])
    [
        new ExitHandler(),
        new IfHandler(),
        new IssueVoucherHandler(),
        new RecordEventHandler(),
        new SendHandler(),
        new SplitHandler(),
        new WaitHandler(),
        new WaitUntilHandler(),
    ]).ToDictionary(handler => handler.Step);

    internal static IStepHandler For(JourneyStep step) => ByStep[step.GetType()];
}
