namespace Retention.Workflows;

/// <summary>The one list of step kinds.</summary>
internal static class StepKinds
{
    internal static KindList<JourneyStep, StepKind> All { get; } = new("step",
        new ExitKind(),
        new IfKind(),
        new IssueVoucherKind(),
        new RecordEventKind(),
        new SendKind(),
        new SplitKind(),
        new WaitKind(),
        new WaitUntilKind());
}
