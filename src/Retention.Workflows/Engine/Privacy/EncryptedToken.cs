using System.Security.Cryptography;
using System.Text;

namespace Retention.Workflows.Engine.Privacy;

/// <summary>
/// A few bytes, encrypted and authenticated under the host's key, as text that fits into a URL. Shows nothing of its content, and the same
/// content always gives the same text.
/// </summary>
/// <remarks>
/// AES-256-GCM. The nonce is derived from the content, so it repeats only with the same content, and a retried message carries the same
/// link.
/// </remarks>
internal static class EncryptedToken
{
    /// <summary>The least length of a key in bytes. Tokens under a shorter key could be guessed.</summary>
    internal const int MinKeyBytes = 16;

    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    /// <summary>The keys that were derived last. A process has one key and one purpose, and deriving costs more than encrypting.</summary>
    private static DerivedKeys? _last;

    internal static bool IsKey(string key) => Encoding.UTF8.GetByteCount(key) >= MinKeyBytes;

    /// <param name="key">The host's key.</param>
    /// <param name="purpose">The purpose of the token. A token of another purpose is not accepted.</param>
    /// <param name="payload">The content.</param>
    /// <exception cref="InvalidOperationException">The key is shorter than <see cref="MinKeyBytes"/>.</exception>
    internal static string Write(string key, string purpose, byte[] payload)
    {
        if (!IsKey(key))
            throw new InvalidOperationException($"Privacy.Key must have at least {MinKeyBytes} bytes, since tokens are made with it.");
        var keys = DerivedKeys.Of(key, purpose);
        var token = new byte[NonceBytes + payload.Length + TagBytes];
        var nonce = token.AsSpan(0, NonceBytes);
        HMACSHA256.HashData(keys.Nonce, payload).AsSpan(0, NonceBytes).CopyTo(nonce);
        using var aes = new AesGcm(keys.Content, TagBytes);
        aes.Encrypt(nonce, payload, token.AsSpan(NonceBytes, payload.Length), token.AsSpan(NonceBytes + payload.Length));
        return Base64Url.Encode(token);
    }

    /// <summary>
    /// Returns the payload; null if the token is damaged, forged, or of another key or purpose, or if the key is too short.
    /// </summary>
    internal static byte[]? Read(string key, string purpose, string token)
    {
        if (!IsKey(key) || Base64Url.Decode(token) is not { Length: >= NonceBytes + TagBytes } bytes)
            return null;
        var payload = new byte[bytes.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(DerivedKeys.Of(key, purpose).Content, TagBytes);
        try
        {
            aes.Decrypt(bytes.AsSpan(0, NonceBytes), bytes.AsSpan(NonceBytes, payload.Length), bytes.AsSpan(NonceBytes + payload.Length),
                payload);
            return payload;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    private sealed record DerivedKeys(string Key, string Purpose, byte[] Nonce, byte[] Content)
    {
        internal static DerivedKeys Of(string key, string purpose)
        {
            if (_last is { } last && last.Key == key && last.Purpose == purpose)
                return last;
            return _last = new DerivedKeys(key, purpose, Derive(key, $"{purpose} nonce"), Derive(key, $"{purpose} content"));
        }

        private static byte[] Derive(string key, string info) =>
            HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(key), 32, info: Encoding.UTF8.GetBytes(info));
    }
}
