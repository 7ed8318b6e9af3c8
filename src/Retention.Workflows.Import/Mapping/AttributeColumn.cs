namespace Retention.Workflows.Import;

/// <summary>A column with an attribute of customers. Immutable.</summary>
public sealed record AttributeColumn
{
    /// <summary>The column. An empty cell is no attribute.</summary>
    public required ColumnName Column { get; init; }

    /// <summary>The kind of the attribute; a text by default.</summary>
    public AttributeKind Kind { get; init; }
}
