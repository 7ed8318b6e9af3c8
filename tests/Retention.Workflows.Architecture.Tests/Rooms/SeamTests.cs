namespace Retention.Workflows.Architecture.Tests.Rooms;

/// <summary>Few files of the core know that another workflow engine may decide or store the steps of a journey.</summary>
public sealed class SeamTests(ITestOutputHelper output)
{
    private const int Limit = 10;

    private const string Planted =
        "namespace Retention.Workflows.Events; internal static class Planted { internal static object Of() => typeof(Journeys.WorkflowStep); }";

    /// <summary>The folders whose types are the seam.</summary>
    private static readonly string[] Folders = ["ExternalWorkflows", "Engine/ExternalWorkflows", "Journeys/Steps/Workflow"];

    /// <summary>The types of the seam in other folders.</summary>
    private static readonly string[] Types = ["WorkflowRun", "WorkflowStepHandler"];

    [Fact]
    public void At_most_ten_core_files_outside_the_seam_use_its_types()
    {
        var package = PackageReader.Read("Retention.Workflows", ("Events/Planted.cs", Planted));
        var files = package.UsesOf(Folders, Types).GroupBy(use => use.File, StringComparer.Ordinal)
            .ToDictionary(file => file.Key, file => string.Join(", ", file.Select(use => use.Type).Distinct().Order(StringComparer.Ordinal)));

        files.Should().Contain("Events/Planted.cs", "WorkflowStep", "a planted use is counted");
        files.Remove("Events/Planted.cs");
        string[] known = [.. files.Select(file => $"{file.Key} ({file.Value})").Order(StringComparer.Ordinal)];
        output.WriteLine(string.Join(Environment.NewLine, known));
        known.Length.Should().BeLessThanOrEqualTo(Limit, "no more files may know other workflow engines than {0}", string.Join("; ", known));
    }
}
