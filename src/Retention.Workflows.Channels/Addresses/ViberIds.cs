using System.Buffers.Text;

namespace Retention.Workflows.Channels.Addresses;

/// <summary>The user ids of Viber's bot API: base64.</summary>
internal static class ViberIds
{
    private const int MinLength = 8;
    private const int MaxLength = 64;

    internal static bool IsId(string text) =>
        text.Length is >= MinLength and <= MaxLength && text.EndsWith('=') && !text.Any(char.IsWhiteSpace) && Base64.IsValid(text);
}
