namespace Swiftmotion.Churn;

/// <summary>The folder with everything that the sample writes.</summary>
internal sealed class SampleOutput(string folder) : SampleFolder(
    folder, ".swiftmotion-churn", "Made by the Swiftmotion churn sample; --fresh empties this folder.\n")
{
    internal string Mails => Path.Combine(Folder, "mails");

    internal string Texts => Path.Combine(Folder, "texts");

    internal string Segments => Path.Combine(Folder, "segments.csv");

    protected override IEnumerable<string> Messages => [Mails, Texts];

    protected override IEnumerable<string> Files => [Report, Segments];
}
