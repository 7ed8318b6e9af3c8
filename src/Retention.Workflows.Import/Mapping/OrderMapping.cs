using Retention.Workflows.Import.Mapping;

namespace Retention.Workflows.Import;

/// <summary>How a file of orders is read. Immutable; change a ready one with <c>with</c>.</summary>
public sealed partial record OrderMapping
{
    /// <summary>The columns.</summary>
    public required OrderColumns Columns { get; init; }

    /// <summary>Separator and encoding.</summary>
    public CsvFormat Format { get; init; } = new();

    /// <summary>How totals, refunds, prices and quantities are written.</summary>
    public AmountFormat Amounts { get; init; } = new();

    /// <summary>How times are written.</summary>
    public TimeFormat Times { get; init; } = new();

    /// <summary>The ISO 4217 code of totals without a currency; null (default): such a total is an error.</summary>
    public string? Currency { get; init; }

    /// <summary>What the statuses mean; null (default): every order counts, whatever its status.</summary>
    public OrderStatuses? Statuses { get; init; }

    /// <summary>Ids in the customer's column that stand for a guest, such as <c>0</c>; empty by default.</summary>
    public IReadOnlyList<string> GuestIds { get; init; } = [];

    /// <summary>
    /// True: an order without a customer and without an e-mail address, such as a sale over the counter, is left out and counted. False
    /// (default): it is an error.
    /// </summary>
    public bool LeaveOutAnonymous { get; init; }

    /// <summary>Reads a mapping from its JSON form.</summary>
    /// <exception cref="ImportMappingException">The text is no mapping; all errors are listed with their paths.</exception>
    public static OrderMapping FromJson(string json) => MappingReader.Orders(json);

    /// <summary>Writes the JSON form.</summary>
    public string ToJson() => MappingWriter.Write(this);

    /// <summary>True if both have the same content.</summary>
    public bool Equals(OrderMapping? other) => other is not null
        && Columns == other.Columns && Format == other.Format && Amounts == other.Amounts && Times == other.Times
        && Currency == other.Currency && Statuses == other.Statuses && GuestIds.SequenceEqual(other.GuestIds)
        && LeaveOutAnonymous == other.LeaveOutAnonymous;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Columns, Format, Amounts, Times, Currency);
}
