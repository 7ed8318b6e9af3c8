namespace Retention.Workflows.Import.Cells;

/// <summary>A number as it was read from a cell.</summary>
/// <param name="Value">The number.</param>
/// <param name="Currencies">The currencies that its signs allow; null if it has none.</param>
/// <param name="DecimalSign">The decimal sign that the cell certainly has; null if it shows none.</param>
internal readonly record struct Amount(decimal Value, string[]? Currencies, char? DecimalSign);
