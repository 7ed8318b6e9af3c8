using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Retention.Workflows.Channels.Reports;

namespace Retention.Workflows.Channels;

/// <summary>Signs what <c>AddWebhook</c> posts, and checks it at the receiver: HMAC-SHA256 over the time, a full stop and the body. Thread-safe.</summary>
/// <remarks>The header is <c>sha256=</c> and 64 hexadecimal digits. The time stands in the signature, so an old request cannot be sent again under a new one.</remarks>
public static class WebhookSignature
{
    /// <summary>The header with the signature.</summary>
    public const string Header = "Retention-Signature";

    /// <summary>The header with the time of the request, in seconds since 1970.</summary>
    public const string TimestampHeader = "Retention-Timestamp";

    private const string Prefix = "sha256=";

    /// <summary>Whether a request was signed with the secret, and not longer ago than allowed.</summary>
    /// <param name="secret">The key that both sides know.</param>
    /// <param name="timestamp">The header <see cref="TimestampHeader"/>.</param>
    /// <param name="body">The body, byte by byte as it came.</param>
    /// <param name="signature">The header <see cref="Header"/>.</param>
    /// <param name="now">The receiver's clock.</param>
    /// <param name="tolerance">How far the two clocks may be apart, in either direction; 5 minutes are usual.</param>
    public static bool IsValid(string secret, string? timestamp, ReadOnlySpan<byte> body, string? signature, DateTimeOffset now, TimeSpan tolerance)
    {
        ArgumentException.ThrowIfNullOrEmpty(secret);
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            return false;

        // The difference of two numbers, so that no timestamp is too far off to be turned into a date.
        var apart = Math.Abs((double)now.ToUnixTimeSeconds() - seconds);
        return apart <= tolerance.TotalSeconds && ReportSignature.Matches(Encoding.ASCII.GetBytes(Sign(secret, timestamp, body)), signature);
    }

    internal static string Sign(string secret, string timestamp, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hash.AppendData(Encoding.ASCII.GetBytes($"{timestamp}."));
        hash.AppendData(body);
        return Prefix + Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
