namespace Retention.Workflows.Import;

/// <summary>A column with the addresses of one channel. Immutable.</summary>
public sealed record AddressColumn
{
    /// <summary>
    /// The channel. Mailboxes and phone numbers are stored in their canonical form, others without white space around them.
    /// </summary>
    public required Channel Channel { get; init; }

    /// <summary>The column. An empty cell is no address.</summary>
    public required ColumnName Column { get; init; }

    /// <summary>
    /// The character between several push tokens in one cell, such as <c>;</c>; null by default: the cell is one address. Other channels
    /// have one address.
    /// </summary>
    public char? Separator { get; init; }

    /// <summary>
    /// True: a text that cannot be an address is left out and counted, and the customer is stored without it. False (default): it is an
    /// error.
    /// </summary>
    public bool LeaveOutInvalid { get; init; }
}
