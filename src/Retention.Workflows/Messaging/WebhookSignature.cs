using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Retention.Workflows;

/// <summary>
/// Signs the requests of webhook channels and webhook steps, and verifies them at the receiver: HMAC-SHA256 over the time, a full stop and
/// the body.
/// Thread-safe.
/// </summary>
/// <remarks>
/// The header is <c>sha256=</c> and 64 hexadecimal digits. The signature covers the time, so an old request cannot be replayed with a new
/// time.
/// </remarks>
public static class WebhookSignature
{
    /// <summary>The header with the signature.</summary>
    public const string Header = "Retention-Signature";

    /// <summary>The header with the time of the request, in seconds since 1970.</summary>
    public const string TimestampHeader = "Retention-Timestamp";

    private const string Prefix = "sha256=";

    /// <summary>True if a request was signed with the secret, within the tolerance of the time.</summary>
    /// <param name="secret">The key of both sides.</param>
    /// <param name="timestamp">The header <see cref="TimestampHeader"/>.</param>
    /// <param name="body">The unchanged bytes of the body.</param>
    /// <param name="signature">The header <see cref="Header"/>.</param>
    /// <param name="now">The receiver's clock.</param>
    /// <param name="tolerance">The largest difference of the two clocks, in either direction; 5 minutes is usual.</param>
    public static bool IsValid(
        string secret, string? timestamp, ReadOnlySpan<byte> body, string? signature, DateTimeOffset now, TimeSpan tolerance)
    {
        ArgumentException.ThrowIfNullOrEmpty(secret);
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            return false;

        // Compared as numbers, since an extreme timestamp cannot be converted to a date.
        var apart = Math.Abs((double)now.ToUnixTimeSeconds() - seconds);
        return apart <= tolerance.TotalSeconds && signature is not null
            && CryptographicOperations.FixedTimeEquals(
                Encoding.ASCII.GetBytes(Sign(secret, timestamp, body)), Encoding.UTF8.GetBytes(signature));
    }

    /// <summary>Returns the value of the header <see cref="Header"/>.</summary>
    /// <param name="secret">The key that both sides know.</param>
    /// <param name="timestamp">The value of the header <see cref="TimestampHeader"/>.</param>
    /// <param name="body">The body, byte by byte as it is sent.</param>
    public static string Sign(string secret, string timestamp, ReadOnlySpan<byte> body)
    {
        ArgumentException.ThrowIfNullOrEmpty(secret);
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hash.AppendData(Encoding.ASCII.GetBytes($"{timestamp}."));
        hash.AppendData(body);
        return Prefix + Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
