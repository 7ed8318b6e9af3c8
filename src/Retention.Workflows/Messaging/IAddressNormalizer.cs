namespace Retention.Workflows.Messaging;

/// <summary>Brings the addresses of one channel into their canonical form.</summary>
/// <remarks>
/// The engine applies it when a customer is stored, again before a message leaves, and to the addresses in reports. The same text must
/// always give the same result, and a canonical address must give itself. Implementations are called from several threads at once and must
/// not wait for anything.
/// </remarks>
public interface IAddressNormalizer
{
    /// <summary>The channel whose addresses it knows.</summary>
    Channel Channel { get; }

    /// <summary>The canonical form of an address as the shop wrote it.</summary>
    NormalizedAddress Normalize(string address);

    /// <summary>
    /// The canonical form of an address as a provider wrote it, for example a phone number without its plus sign. Default:
    /// <see cref="Normalize"/>.
    /// </summary>
    NormalizedAddress NormalizeReported(string address) => Normalize(address);
}
