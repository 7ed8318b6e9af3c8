using System.Security.Cryptography;
using System.Text;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Import;

/// <summary>Makes the keys of customers who have no id but an e-mail address.</summary>
/// <remarks>
/// The key is <c>email-</c> and 32 hexadecimal digits of the SHA-256 of the canonical address, so every spelling of an address gives the
/// same key, in every file and in code. The address cannot be read from the key, but who knows an address can compute its key.
/// </remarks>
public static class GuestKey
{
    private const int HashLength = 16;

    private static readonly EmailAddressNormalizer Mailboxes = new();

    /// <summary>The key of an address.</summary>
    /// <exception cref="ArgumentException">The text cannot be an e-mail address.</exception>
    public static CustomerId Of(string email)
    {
        ArgumentNullException.ThrowIfNull(email);
        return Of(email, out var problem) ?? throw new ArgumentException($"The text {problem}.", nameof(email));
    }

    /// <summary>The key; null with the problem if the text cannot be an address.</summary>
    internal static CustomerId? Of(string email, out string? problem)
    {
        var address = Mailboxes.Normalize(email);
        problem = address.Problem;
        return address.Identity is { } identity
            ? new CustomerId($"email-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)).AsSpan(0, HashLength))}")
            : (CustomerId?)null;
    }
}
