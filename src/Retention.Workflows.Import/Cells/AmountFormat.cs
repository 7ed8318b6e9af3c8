namespace Retention.Workflows.Import;

/// <summary>How a file writes numbers and amounts of money. Immutable.</summary>
/// <remarks>
/// Signs and codes of currencies may stand before or behind a number, a minus sign too, and parentheses mean a negative amount. Groups of
/// thousands may be separated by spaces, apostrophes, and by whichever of point and comma is not the decimal sign.
/// </remarks>
public sealed record AmountFormat
{
    /// <summary>
    /// The decimal sign: a point or a comma. Null (default): each number is read if it can be read in one way only. A number such as
    /// <c>1.234</c> or <c>1,234</c> can be read in two ways, so it is an error until this is set.
    /// </summary>
    public char? Decimal { get; init; }

    /// <summary>The only separator that groups may have; null (default) for any of them. A space stands for every kind of space.</summary>
    public char? Group { get; init; }

    /// <summary>
    /// True: amounts with more decimals than their currency has are rounded, halves away from zero. False (default): they are errors,
    /// because the decimal sign may be another one. Zeros at the end never count.
    /// </summary>
    public bool Round { get; init; }
}
