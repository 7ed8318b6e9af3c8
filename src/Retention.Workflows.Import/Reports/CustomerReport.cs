namespace Retention.Workflows.Import;

/// <summary>What a file of customers holds. Immutable.</summary>
public sealed record CustomerReport : ImportReport
{
    /// <summary>The addresses by channel; a customer may have several push tokens.</summary>
    public IReadOnlyDictionary<Channel, long> Addresses { get; init; } = new Dictionary<Channel, long>();

    /// <summary>
    /// The texts that cannot be addresses and were left out, by channel; see <see cref="AddressColumn.LeaveOutInvalid"/>.
    /// </summary>
    public IReadOnlyDictionary<Channel, long> LeftOutAddresses { get; init; } = new Dictionary<Channel, long>();

    /// <summary>The consents that were given.</summary>
    public long ConsentsGiven { get; init; }

    /// <summary>The consents that were refused.</summary>
    public long ConsentsRefused { get; init; }

    /// <summary>The first customers as they would be stored; see <see cref="ImportOptions.PreviewCount"/>.</summary>
    public IReadOnlyList<ImportedCustomer> First { get; init; } = [];
}
