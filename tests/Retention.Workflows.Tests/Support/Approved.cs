namespace Retention.Workflows.Tests.Support;

/// <summary>Compares a text with a file beside the tests that somebody approved. <c>APPROVE=1 dotnet test</c> writes what differs.</summary>
internal static class Approved
{
    internal static void ShouldBe(string actual, string folder, string file)
    {
        var path = Repository.PathOf("tests", "Retention.Workflows.Tests", folder, "Approved", file);
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
