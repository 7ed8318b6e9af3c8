namespace Retention.Workflows.Storage;

/// <summary>A customer has an address. An address with several owners is shared.</summary>
public sealed record AddressOwner
{
    /// <summary>The address, as its keyed hash.</summary>
    public required string Address { get; init; }

    /// <summary>The customer, as the keyed hash of the id.</summary>
    public required string Owner { get; init; }
}
