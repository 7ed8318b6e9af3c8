namespace Retention.Workflows.Import.Tests;

/// <summary>The files beside the tests.</summary>
internal static class TestFiles
{
    internal static string PathOf(string name) => Repository.PathOf("tests", "Retention.Workflows.Import.Tests", "Files", name);
}
