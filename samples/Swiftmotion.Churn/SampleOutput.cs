namespace Swiftmotion.Churn;

/// <summary>Where everything goes that the sample makes.</summary>
internal sealed class SampleOutput(string folder)
{
    private const string Marker = ".swiftmotion-churn";

    internal string Folder { get; } = Path.GetFullPath(folder);

    internal string Database => Path.Combine(Folder, "swiftmotion.db");

    internal string Mails => Path.Combine(Folder, "mails");

    internal string Texts => Path.Combine(Folder, "texts");

    internal string Report => Path.Combine(Folder, "report.html");

    internal string Segments => Path.Combine(Folder, "segments.csv");

    /// <summary>Makes the folder; starting over removes only what the sample itself once made there.</summary>
    internal void Prepare(bool fresh)
    {
        if (fresh && File.Exists(Path.Combine(Folder, Marker)))
        {
            foreach (var file in Directory.GetFiles(Folder, "swiftmotion.db*"))
                File.Delete(file);
            foreach (var mails in (string[])[Mails, Texts])
            {
                if (Directory.Exists(mails))
                    Directory.Delete(mails, recursive: true);
            }
        }

        Directory.CreateDirectory(Mails);
        Directory.CreateDirectory(Texts);
        File.WriteAllText(Path.Combine(Folder, Marker), "Made by the Swiftmotion churn sample; --fresh empties this folder.\n");
    }
}
