using System.Buffers.Text;
using Retention.Workflows.Channels.Addresses;

namespace Retention.Workflows.Channels.Viber;

/// <summary>
/// The receiver of a Viber message: the user's id of the bot API in base64, or a phone number where a provider accepts those.
/// </summary>
internal static class ViberReceiver
{
    private const int MinLength = 8;
    private const int MaxLength = 64;

    internal static bool IsValid(string text) =>
        PhoneNumber.IsValid(text)
        || (text.Length is >= MinLength and <= MaxLength && text.EndsWith('=') && !text.Any(char.IsWhiteSpace) && Base64.IsValid(text));
}
