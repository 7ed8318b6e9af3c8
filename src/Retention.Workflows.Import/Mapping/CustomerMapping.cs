using Retention.Workflows.Import.Mapping;

namespace Retention.Workflows.Import;

/// <summary>How a file of customers is read. Immutable; change a ready one with <c>with</c>.</summary>
public sealed partial record CustomerMapping
{
    /// <summary>The columns.</summary>
    public CustomerColumns Columns { get; init; } = new();

    /// <summary>The columns with addresses, at most one for each channel but push; empty by default. Several push columns, or one with a
    /// <see cref="AddressColumn.Separator"/>, are read as <see cref="Customer.PushTokens"/>.</summary>
    public IReadOnlyList<AddressColumn> Addresses { get; init; } = [];

    /// <summary>The columns with consents, at most one for each channel and topic; empty by default.</summary>
    public IReadOnlyList<ConsentColumn> Consents { get; init; } = [];

    /// <summary>The columns with attributes by their keys; empty by default.</summary>
    public IReadOnlyDictionary<string, AttributeColumn> Attributes { get; init; } = new Dictionary<string, AttributeColumn>();

    /// <summary>Separator and encoding.</summary>
    public CsvFormat Format { get; init; } = new();

    /// <summary>How attributes that are numbers are written.</summary>
    public AmountFormat Amounts { get; init; } = new();

    /// <summary>How dates are written.</summary>
    public TimeFormat Times { get; init; } = new();

    /// <summary>
    /// The country whose national phone numbers are understood, as two capital letters of ISO 3166-1 such as <c>CZ</c>; null by default:
    /// phone numbers must have their country code.
    /// </summary>
    public string? Region { get; init; }

    /// <summary>
    /// True: a row without a customer's id and without an e-mail address is left out and counted. False (default): it is an error.
    /// </summary>
    public bool LeaveOutAnonymous { get; init; }

    /// <summary>Reads a mapping from its JSON form.</summary>
    /// <exception cref="ImportMappingException">The text is no mapping; all errors are listed with their paths.</exception>
    public static CustomerMapping FromJson(string json) => MappingReader.Customers(json);

    /// <summary>Writes the JSON form.</summary>
    public string ToJson() => MappingWriter.Write(this);

    /// <summary>True if both have the same content.</summary>
    public bool Equals(CustomerMapping? other) => other is not null
        && Columns == other.Columns && Addresses.SequenceEqual(other.Addresses) && Consents.SequenceEqual(other.Consents)
        && Attributes.Count == other.Attributes.Count
        && Attributes.All(entry => other.Attributes.TryGetValue(entry.Key, out var column) && column == entry.Value)
        && Format == other.Format && Amounts == other.Amounts && Times == other.Times && Region == other.Region
        && LeaveOutAnonymous == other.LeaveOutAnonymous;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Columns, Addresses.Count, Consents.Count, Attributes.Count, Format, Region);

    /// <summary>All columns with their paths in JSON.</summary>
    internal IEnumerable<(string Field, ColumnName? Column)> AllColumns() =>
    [
        .. Columns.All().Select(column => ($"columns.{column.Field}", column.Column)),
        .. Addresses.Select((address, index) => ($"addresses[{index}].column", (ColumnName?)address.Column)),
        .. Consents.Select((consent, index) => ($"consents[{index}].column", (ColumnName?)consent.Column)),
        .. Attributes.Select(attribute => ($"attributes.{attribute.Key}.column", (ColumnName?)attribute.Value.Column)),
    ];
}
