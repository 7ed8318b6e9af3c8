namespace Retention.Workflows.Journeys.Steps;

/// <summary>The symbols of steps in a report.</summary>
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
