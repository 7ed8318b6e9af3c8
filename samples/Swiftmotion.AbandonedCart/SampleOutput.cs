using Retention.Workflows;

namespace Swiftmotion.AbandonedCart;

/// <summary>The folder with everything that the sample writes.</summary>
internal sealed class SampleOutput(string folder)
{
    private const string MarkerHead = "Made by the Swiftmotion sample of abandoned carts; --fresh empties this folder.\n";

    internal static IReadOnlyList<Channel> Channels { get; } = [Channel.Email, Channel.Push, Channel.WhatsApp, Channel.Viber, Channel.Sms];

    internal string Folder { get; } = Path.GetFullPath(folder);

    internal string Database => Path.Combine(Folder, "swiftmotion.db");

    internal string Report => Path.Combine(Folder, "report.html");

    private string Marker => Path.Combine(Folder, ".swiftmotion-carts");

    /// <summary>The folder of one channel's messages, one file each.</summary>
    internal string MessagesOf(Channel channel) => Path.Combine(Folder, channel.Name);

    /// <summary>Creates the folder. Starting over removes only what the sample itself created there.</summary>
    /// <param name="shop">The replayed data in one line. The folder continues with the same data and refuses other data.</param>
    /// <param name="fresh">True to start over.</param>
    /// <exception cref="ArgumentException">The folder holds the replay of another shop.</exception>
    /// <exception cref="IOException">The folder cannot be created, or another process works in it.</exception>
    internal void Prepare(string shop, bool fresh)
    {
        if (fresh && File.Exists(Marker))
            Empty();
        else if (File.Exists(Database) && File.Exists(Marker) && File.ReadAllText(Marker) is var marker && marker != MarkerHead + shop)
            throw new ArgumentException(
                $"'{Folder}' holds another replay ({marker.Replace(MarkerHead, "", StringComparison.Ordinal)}), and this one is: {shop}. Name another folder with --output, or start over with --fresh.");

        foreach (var channel in Channels)
            Directory.CreateDirectory(MessagesOf(channel));
        Mark(shop);
    }

    private void Empty()
    {
        // Only the process that holds this file works on the database. The file is deleted last, which releases the claim.
        var claim = Database + ".worker";
        using var held = new FileStream(claim, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        foreach (var file in Directory.GetFiles(Folder, "swiftmotion.db*").Where(file => file != claim).Order(StringComparer.Ordinal)
            .Append(Report))
            File.Delete(file);
        foreach (var messages in Channels.Select(MessagesOf).Where(Directory.Exists))
            Directory.Delete(messages, recursive: true);
        File.Delete(claim);
    }

    /// <summary>Writes the marker to a temporary file and renames it, so that a half-written marker never exists.</summary>
    private void Mark(string shop)
    {
        if (File.Exists(Marker) && File.ReadAllText(Marker) == MarkerHead + shop)
            return;
        var pending = Marker + ".tmp";
        File.WriteAllText(pending, MarkerHead + shop);
        File.Move(pending, Marker, overwrite: true);
    }
}
