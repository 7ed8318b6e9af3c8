namespace Retention.Workflows.Import;

/// <summary>The name of a column, or several that are tried in order. Immutable.</summary>
/// <remarks>
/// Case and white space do not matter. If the file has several of the names, an empty cell falls through to the next of them. In JSON it is
/// a text, a list of texts, or an object <c>{"names": […], "optional": true}</c>.
/// </remarks>
public sealed record ColumnName
{
    private ColumnName(IReadOnlyList<string> names, bool isOptional)
    {
        ArgumentNullException.ThrowIfNull(names);
        if (names.Count == 0 || names.Any(string.IsNullOrWhiteSpace))
            throw new ArgumentException("A column has at least one name, and no name is empty.", nameof(names));
        Names = [.. names];
        IsOptional = isOptional;
    }

    /// <summary>The names, in the order in which they are tried.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>True if the file may lack the column; a file without a column that is not optional is refused.</summary>
    public bool IsOptional { get; }

    /// <summary>A column that the file must have under one of the names.</summary>
    /// <exception cref="ArgumentException">There is no name, or an empty one.</exception>
    public static ColumnName AnyOf(params IReadOnlyList<string> names) => new(names, isOptional: false);

    /// <summary>A column that the file may have under one of the names.</summary>
    /// <exception cref="ArgumentException">There is no name, or an empty one.</exception>
    public static ColumnName Optional(params IReadOnlyList<string> names) => new(names, isOptional: true);

    /// <summary>A column that the file must have.</summary>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public static implicit operator ColumnName(string name) => AnyOf(name);

    /// <summary>True if both have the same names.</summary>
    public bool Equals(ColumnName? other) => other is not null && IsOptional == other.IsOptional && Names.SequenceEqual(other.Names);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Names.Count, Names[0], IsOptional);

    /// <summary>Returns the names, such as <c>order_number or Order Number</c>.</summary>
    public override string ToString() => string.Join(" or ", Names);
}
