using System.Runtime.CompilerServices;

namespace Retention.Workflows.Tests.Shared;

/// <summary>Compares a text with its approved version: a file in the folder <c>Approved</c> beside the test.</summary>
/// <remarks><c>APPROVE=1 dotnet test</c> overwrites the files that differ.</remarks>
internal static class Approved
{
    internal static void ShouldBe(string actual, string file, [CallerFilePath] string test = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(test)!, nameof(Approved), file);
        var approved = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : null;
        if (actual == approved)
            return;

        if (Environment.GetEnvironmentVariable("APPROVE") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
            return;
        }

        actual.Should().Be(approved ?? "", "{0} was approved; run the tests with APPROVE=1 when the change is right", file);
    }
}
