namespace Retention.Workflows.Engine.Privacy;

/// <summary>Bytes as text that fits into a URL or a header, without padding.</summary>
internal static class Base64Url
{
    internal static string Encode(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    /// <summary>Returns the bytes; null if the text is something else.</summary>
    internal static byte[]? Decode(string text)
    {
        var base64 = text.Replace('-', '+').Replace('_', '/');
        var buffer = new byte[base64.Length];
        return Convert.TryFromBase64String(base64.PadRight((base64.Length + 3) / 4 * 4, '='), buffer, out var length)
            ? buffer[..length] : null;
    }
}
