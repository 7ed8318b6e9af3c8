using System.Globalization;

namespace Retention.Workflows;

/// <summary>What a step looks like in a report: which symbol, and one line that says what it does.</summary>
internal readonly record struct StepFace(StepSymbol Symbol, string Detail)
{
    internal static StepFace Of(JourneyStep? step) => step switch
    {
        null => new(StepSymbol.Other, "only in earlier versions"),
        WaitStep wait => new(StepSymbol.Wait, $"wait {wait.Period.ToText()}"),
        WaitUntilStep wait => new(StepSymbol.Wait, $"wait until {wait.TimeOfDay.ToString("HH:mm", CultureInfo.InvariantCulture)} local time"),
        IfStep choice => new(StepSymbol.Choice, $"{choice.Condition.Describe()}?"),
        SplitStep split => new(StepSymbol.Split, string.Join(", ", split.Shares.Select(Share))),
        ExitStep { When: { } condition } => new(StepSymbol.Choice, $"exit if {condition.Describe()}"),
        ExitStep => new(StepSymbol.Exit, "exit"),
        SendStep send => new(Symbols(send.Channel), Send(send)),
        IssueVoucherStep issue => new(StepSymbol.Voucher, $"issue {issue.Offer}"),
        RecordEventStep record => new(StepSymbol.Record, $"record {record.Event}"),
        _ => new(StepSymbol.Other, KindOf(step)),
    };

    internal static string Share(SplitShare share) => string.Create(CultureInfo.InvariantCulture, $"{share.Name} {share.Percent:0.##} %");

    private static StepSymbol Symbols(Channel channel) =>
        channel == Channel.Email ? StepSymbol.Email : channel == Channel.Push ? StepSymbol.Push : StepSymbol.Text;

    private static string Send(SendStep send)
    {
        var products = send.Recommendations is { } block ? $", up to {block.Count} products" : "";
        return $"{ReportFormat.Channel(send.Channel.Name)} {send.Template}{products}";
    }

    private static string KindOf(JourneyStep step)
    {
        var kind = step.GetType().Name;
        return ReportFormat.Spoken(System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(kind.EndsWith("Step", StringComparison.Ordinal) ? kind[..^4] : kind));
    }
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
}
