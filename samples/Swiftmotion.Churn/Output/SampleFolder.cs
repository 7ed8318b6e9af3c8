namespace Swiftmotion.Churn;

/// <summary>The folder with everything that a sample writes. A marker says that the sample made it, and of which shop.</summary>
/// <param name="folder">The path.</param>
/// <param name="markerName">The name of the marker.</param>
/// <param name="markerHead">The first line of the marker.</param>
internal abstract class SampleFolder(string folder, string markerName, string markerHead)
{
    internal string Folder { get; } = Path.GetFullPath(folder);

    internal string Database => Path.Combine(Folder, "swiftmotion.db");

    internal string Report => Path.Combine(Folder, "report.html");

    /// <summary>The folders of messages.</summary>
    protected abstract IEnumerable<string> Messages { get; }

    /// <summary>The files beside the database.</summary>
    protected virtual IEnumerable<string> Files => [Report];

    private string Marker => Path.Combine(Folder, markerName);

    /// <summary>Creates the folder. Starting over removes only what the sample itself created there.</summary>
    /// <param name="shop">The replayed data in one line. The folder continues with the same data and refuses other data.</param>
    /// <param name="fresh">True to start over.</param>
    /// <exception cref="ArgumentException">The folder holds the replay of another shop.</exception>
    /// <exception cref="IOException">The folder cannot be created, or another process works in it.</exception>
    internal void Prepare(string shop, bool fresh)
    {
        if (fresh && File.Exists(Marker))
            Empty();
        else if (File.Exists(Database) && File.Exists(Marker) && File.ReadAllText(Marker) is var marker && marker != markerHead + shop)
            throw new ArgumentException(
                $"'{Folder}' holds another replay ({marker.Replace(markerHead, "", StringComparison.Ordinal)}), and this one is: {shop}. "
                + "Name another folder with --output, or start over with --fresh.");

        foreach (var messages in Messages)
            Directory.CreateDirectory(messages);
        Mark(shop);
    }

    private void Empty()
    {
        // Only the process that holds this file works on the database. The file is deleted last, which releases the claim.
        var claim = Database + ".worker";
        using var held = new FileStream(claim, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        foreach (var file in Directory.GetFiles(Folder, "swiftmotion.db*").Where(file => file != claim).Order(StringComparer.Ordinal)
            .Concat(Files))
            File.Delete(file);
        foreach (var messages in Messages.Where(Directory.Exists))
            Directory.Delete(messages, recursive: true);
        File.Delete(claim);
    }

    /// <summary>Writes the marker to a temporary file and renames it, so that a half-written marker never exists.</summary>
    private void Mark(string shop)
    {
        if (File.Exists(Marker) && File.ReadAllText(Marker) == markerHead + shop)
            return;
        var pending = Marker + ".tmp";
        File.WriteAllText(pending, markerHead + shop);
        File.Move(pending, Marker, overwrite: true);
    }
}
