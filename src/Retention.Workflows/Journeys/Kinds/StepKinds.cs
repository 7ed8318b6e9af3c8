using Retention.Workflows.Journeys.Json;

namespace Retention.Workflows.Journeys.Kinds;

/// <summary>The one list of step kinds.</summary>
internal static class StepKinds
{
    internal static KindList<JourneyStep, StepKind> All { get; } = new("step",
        new ExitKind(),
        new HoldoutKind(),
        new IfKind(),
        new IssueVoucherKind(),
        new RecommendKind(),
        new RecordEventKind(),
        new RepeatKind(),
        new SendKind(),
        new SplitKind(),
        new SwitchKind(),
        new WaitForEventKind(),
        new WaitForSilenceKind(),
        new WaitKind(),
        new WaitUntilDateKind(),
        new WaitUntilKind(),
        new WorkflowKind());
}
