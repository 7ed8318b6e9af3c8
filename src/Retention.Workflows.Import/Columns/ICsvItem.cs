namespace Retention.Workflows.Import.Columns;

/// <summary>What rows of a file say.</summary>
internal interface ICsvItem
{
    /// <summary>The line of the first row.</summary>
    int Line { get; }
}
