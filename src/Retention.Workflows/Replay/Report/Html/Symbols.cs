using Retention.Workflows.Journeys.Steps;

namespace Retention.Workflows.Replay.Report.Html;

/// <summary>The symbols of steps: paths in a field of 24 by 24, and the colour class of each kind.</summary>
internal static class Symbols
{
    internal static string Colour(StepSymbol symbol) => symbol switch
    {
        StepSymbol.Email or StepSymbol.Text or StepSymbol.Push => "message",
        StepSymbol.Voucher => "voucher",
        StepSymbol.Choice or StepSymbol.Split or StepSymbol.Repeat => "choice",
        StepSymbol.Exit => "exit",
        StepSymbol.Enroll or StepSymbol.Done or StepSymbol.Goal => "good",
        StepSymbol.Record => "record",
        _ => "quiet",
    };

    internal static string Path(StepSymbol symbol) => symbol switch
    {
        StepSymbol.Enroll => "M10 12a4 4 0 1 0 0-8a4 4 0 0 0 0 8z M3 20c0-4 3-6 7-6s7 2 7 6 M19 7v6 M16 10h6",
        StepSymbol.Goal => "M6 21V4h12l-3 4l3 4H6",
        StepSymbol.Done => "M12 21a9 9 0 1 0 0-18a9 9 0 0 0 0 18z M8 12l3 3l5-6",
        StepSymbol.Wait => "M12 21a9 9 0 1 0 0-18a9 9 0 0 0 0 18z M12 7v5l3 2",
        StepSymbol.Choice => "M12 3l9 9l-9 9l-9-9z M10 10c0-3 4-3 4-.4c0 1.6-2 1.6-2 3 M12 15.4v.2",
        StepSymbol.Split => "M12 3v5 M12 8c0 5-6 4-6 9v3 M12 8c0 5 6 4 6 9v3 M3.500 17.500l2.500 3l2.500-3 M15.500 17.500l2.500 3l2.500-3",
        StepSymbol.Repeat => "M19 12a7 7 0 1 1-2.200-5.100 M20 3v5h-5",
        StepSymbol.Exit => "M13 4h6v16h-6 M3 12h11 M10 8l4 4l-4 4",
        StepSymbol.Email => "M3 6h18v12H3z M3 7l9 6l9-6",
        StepSymbol.Text => "M4 5h16v11h-9l-5 4v-4H4z M8 9h8 M8 12h5",
        StepSymbol.Push => "M6 17v-6a6 6 0 0 1 12 0v6l2 1.500H4z M10 20.500h4",
        StepSymbol.Voucher => "M3 7h18v3a2 2 0 0 0 0 4v3H3v-3a2 2 0 0 0 0-4z M14 7v2 M14 11v2 M14 15v2",
        StepSymbol.Record => "M4 20l1-5L16 4l4 4L9 19z M14 6l4 4",
        _ => "M12 15a3 3 0 1 0 0-6a3 3 0 0 0 0 6z M12 3v3 M12 18v3 M3 12h3 M18 12h3 M6 6l2 2 M16 16l2 2 M6 18l2-2 M16 8l2-2",
    };
}
