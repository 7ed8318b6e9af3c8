using Retention.Workflows.Journeys;
using Retention.Workflows.Journeys.Steps;

namespace Retention.Workflows.Replay.Report;

/// <summary>The presentation of a step in a report: a symbol, and one line that describes the step in the words of the outline.</summary>
internal readonly record struct StepPresentation(StepSymbol Symbol, string Detail)
{
    internal static StepPresentation Of(JourneyStep? step, StepTypes types) =>
        step is null
            ? new(StepSymbol.Other, "only in earlier versions") : new(types.Of(step).SymbolOf(step), types.Of(step).Describe(step));
}
