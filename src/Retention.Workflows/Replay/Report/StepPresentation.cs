using System.Globalization;
using Retention.Workflows.Journeys;
using Retention.Workflows.Journeys.Kinds;

namespace Retention.Workflows.Replay.Report;

/// <summary>The presentation of a step in a report: a symbol, and one line that describes the step in the words of the outline.</summary>
internal readonly record struct StepPresentation(StepSymbol Symbol, string Detail)
{
    internal static StepPresentation Of(JourneyStep? step) =>
        step is null ? new(StepSymbol.Other, "only in earlier versions") : new(SymbolOf(step), StepKinds.All.Of(step).Describe(step));

    internal static string Share(SplitShare share) => string.Create(CultureInfo.InvariantCulture, $"{share.Name} {share.Percent:0.##} %");

    private static StepSymbol SymbolOf(JourneyStep step) => step switch
    {
        IssueVoucherStep => StepSymbol.Voucher,
        RecordEventStep => StepSymbol.Record,
        RepeatStep => StepSymbol.Repeat,
        SendStep send => send.Channel == Channel.Email ? StepSymbol.Email : send.Channel == Channel.Push ? StepSymbol.Push : StepSymbol.Text,
        SplitStep or HoldoutStep => StepSymbol.Split,
        ExitStep { When: null } => StepSymbol.Exit,
        ExitStep or IfStep or SwitchStep => StepSymbol.Choice,
        _ when StepKinds.All.Of(step).Shape == StepShape.Wait => StepSymbol.Wait,
        _ => StepSymbol.Other,
    };
}

/// <summary>The symbols of steps.</summary>
internal enum StepSymbol
{
    Other,
    Enroll,
    Goal,
    Done,
    Wait,
    Choice,
    Split,
    Exit,
    Email,
    Text,
    Push,
    Voucher,
    Record,
    Repeat,
}
