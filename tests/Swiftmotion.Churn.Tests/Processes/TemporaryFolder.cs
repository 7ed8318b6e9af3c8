namespace Swiftmotion.Churn.Tests.Processes;

/// <summary>A folder that is gone after the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("swiftmotion-");

    public void Dispose() => _folder.Delete(recursive: true);

    internal string At(params string[] names) => Path.Combine([_folder.FullName, .. names]);

    internal string Write(string name, string text)
    {
        var path = At(name);
        File.WriteAllText(path, text);
        return path;
    }
}
