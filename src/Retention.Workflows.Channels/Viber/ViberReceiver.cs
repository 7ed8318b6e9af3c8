using Retention.Workflows.Channels.Addresses;

namespace Retention.Workflows.Channels.Viber;

/// <summary>
/// The receiver of a Viber message: the user's id of the bot API in base64, or a phone number where a provider accepts those.
/// </summary>
internal static class ViberReceiver
{
    internal static bool IsValid(string text) => PhoneNumber.IsValid(text) || ViberIds.IsId(text);
}
