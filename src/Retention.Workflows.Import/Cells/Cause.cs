namespace Retention.Workflows.Import.Cells;

/// <summary>Kinds of problems.</summary>
internal enum Cause
{
    /// <summary>A problem of the whole file, or of a single row.</summary>
    Other = 0,
    Empty,
    TooLong,
    NotANumber,
    AmbiguousNumber,
    WrongDecimalSign,
    TooManyDecimals,
    OutOfRange,
    UnknownCurrency,
    OtherCurrency,
    NotATime,
    NoOffset,
    OutsideLimits,
    NotAnId,
    NotAnAddress,
    NotAnItem,
    NotAFlag,
    NotADate,
    NotAZone,
    OtherCells,
    OtherContent,
    TooMuchRefunded,
    Limits,
}
