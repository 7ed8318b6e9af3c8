using Retention.Workflows;
using Swiftmotion.Churn;

namespace Swiftmotion.AbandonedCart;

/// <summary>The folder with everything that the sample writes.</summary>
internal sealed class SampleOutput(string folder) : SampleFolder(
    folder, ".swiftmotion-carts", "Made by the Swiftmotion sample of abandoned carts; --fresh empties this folder.\n")
{
    internal static IReadOnlyList<Channel> Channels { get; } = [Channel.Email, Channel.Push, Channel.WhatsApp, Channel.Viber, Channel.Sms];

    protected override IEnumerable<string> Messages => Channels.Select(MessagesOf);

    /// <summary>The folder of one channel's messages, one file each.</summary>
    internal string MessagesOf(Channel channel) => Path.Combine(Folder, channel.Name);
}
