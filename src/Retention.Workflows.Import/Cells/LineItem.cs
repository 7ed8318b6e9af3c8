namespace Retention.Workflows.Import.Cells;

/// <summary>One of several items in a cell. Texts are empty if the cell lacks them.</summary>
/// <param name="Product">The SKU, else the product's id, else its name.</param>
/// <param name="Quantity">The number of pieces.</param>
/// <param name="Price">The price of all pieces: before discounts if the cell says it.</param>
internal readonly record struct LineItem(string Product, string Quantity, string Price);
