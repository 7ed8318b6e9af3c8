namespace Retention.Workflows.Import;

/// <summary>Which column of a file of customers holds what. Immutable.</summary>
public sealed record CustomerColumns
{
    /// <summary>The customer's id. Null (default), or an empty cell: the key is made from the e-mail address.</summary>
    public ColumnName? Customer { get; init; }

    /// <summary>The first name; null by default.</summary>
    public ColumnName? FirstName { get; init; }

    /// <summary>The family name; null by default.</summary>
    public ColumnName? LastName { get; init; }

    /// <summary>The whole name, used if the other two are empty: its last word is the family name. Null by default.</summary>
    public ColumnName? FullName { get; init; }

    /// <summary>A BCP 47 language tag such as <c>cs-CZ</c> or <c>cs_CZ</c>; null by default.</summary>
    public ColumnName? Language { get; init; }

    /// <summary>An IANA time zone; null by default.</summary>
    public ColumnName? TimeZone { get; init; }

    /// <summary>The postal code; null by default.</summary>
    public ColumnName? PostalCode { get; init; }

    /// <summary>The date of birth; null by default.</summary>
    public ColumnName? Birthday { get; init; }

    /// <summary>
    /// The country as two letters of ISO 3166-1, whose national phone numbers are understood in this row. Null (default), an empty cell or
    /// another text: <see cref="CustomerMapping.Region"/>.
    /// </summary>
    public ColumnName? Country { get; init; }

    /// <summary>All columns with their names in JSON, those that are not mapped included.</summary>
    internal IEnumerable<(string Field, ColumnName? Column)> All() =>
    [
        ("customer", Customer), ("firstName", FirstName), ("lastName", LastName), ("fullName", FullName), ("language", Language),
        ("timeZone", TimeZone), ("postalCode", PostalCode), ("birthday", Birthday), ("country", Country),
    ];
}
