using Retention.Workflows;

namespace Swiftmotion.AbandonedCart;

/// <summary>Where everything goes that the sample makes.</summary>
internal sealed class SampleOutput(string folder)
{
    private const string MarkerHead = "Made by the Swiftmotion sample of abandoned carts; --fresh empties this folder.\n";

    internal static IReadOnlyList<Channel> Channels { get; } = [Channel.Email, Channel.Push, Channel.WhatsApp, Channel.Viber, Channel.Sms];

    internal string Folder { get; } = Path.GetFullPath(folder);

    internal string Database => Path.Combine(Folder, "swiftmotion.db");

    internal string Report => Path.Combine(Folder, "report.html");

    private string Marker => Path.Combine(Folder, ".swiftmotion-carts");

    /// <summary>The folder of a channel's messages, a file each.</summary>
    internal string MessagesOf(Channel channel) => Path.Combine(Folder, channel.Name);

    /// <summary>Makes the folder; starting over removes only what the sample itself once made there.</summary>
    /// <param name="shop">What is replayed, in one line: a folder goes on with the same and refuses another.</param>
    /// <param name="fresh">Whether to start over.</param>
    /// <exception cref="ArgumentException">The folder holds another shop.</exception>
    /// <exception cref="IOException">The folder cannot be made, or another process works in it.</exception>
    internal void Prepare(string shop, bool fresh)
    {
        if (fresh && File.Exists(Marker))
            Empty();
        else if (File.Exists(Database) && File.Exists(Marker) && File.ReadAllText(Marker) is var marker && marker != MarkerHead + shop)
            throw new ArgumentException($"'{Folder}' holds another replay ({marker.Replace(MarkerHead, "", StringComparison.Ordinal)}), and this one is: {shop}. Name another folder with --output, or start over with --fresh.");

        foreach (var channel in Channels)
            Directory.CreateDirectory(MessagesOf(channel));
        Mark(shop);
    }

    private void Empty()
    {
        // Only one process works on a database: the one that holds this file. It goes last, and with it the claim.
        var claim = Database + ".worker";
        using var held = new FileStream(claim, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        foreach (var file in Directory.GetFiles(Folder, "swiftmotion.db*").Where(file => file != claim).Order(StringComparer.Ordinal).Append(Report))
            File.Delete(file);
        foreach (var messages in Channels.Select(MessagesOf).Where(Directory.Exists))
            Directory.Delete(messages, recursive: true);
        File.Delete(claim);
    }

    /// <summary>Written beside and renamed, so that it is never half there.</summary>
    private void Mark(string shop)
    {
        if (File.Exists(Marker) && File.ReadAllText(Marker) == MarkerHead + shop)
            return;
        var pending = Marker + ".tmp";
        File.WriteAllText(pending, MarkerHead + shop);
        File.Move(pending, Marker, overwrite: true);
    }
}
