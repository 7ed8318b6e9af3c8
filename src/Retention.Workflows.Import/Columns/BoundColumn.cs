namespace Retention.Workflows.Import.Columns;

/// <summary>A column of a mapping, found in a file.</summary>
/// <param name="Name">Its name in the file, for errors; the name of the mapping if the file lacks it.</param>
/// <param name="Positions">Where its cells are, in the order in which they are tried; empty if the file lacks it.</param>
internal sealed record BoundColumn(string Name, int[] Positions)
{
    internal bool IsThere => Positions.Length > 0;
}
