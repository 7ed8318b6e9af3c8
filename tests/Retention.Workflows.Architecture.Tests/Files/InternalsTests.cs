using System.Xml.Linq;

namespace Retention.Workflows.Architecture.Tests.Files;

/// <summary>A package uses public types of other packages only, so that any other author could have written it.</summary>
public sealed class InternalsTests
{
    [Fact]
    public void A_package_shows_its_internals_to_its_own_tests_and_to_benchmarks_only() =>
        string.Join('\n', Directory.EnumerateFiles(Repository.PathOf("src"), "*.csproj", SearchOption.AllDirectories)
            .SelectMany(project => Faults(Path.GetFileNameWithoutExtension(project), File.ReadAllText(project)))).Should().BeEmpty();

    [Theory]
    [InlineData("A.B", "A", "A shows its internals to A.B")]
    [InlineData("A.B.Tests", "A", "A shows its internals to A.B.Tests")]
    [InlineData("A.Tests", "A", null)]
    [InlineData("A.B.Benchmarks", "A", null)]
    public void Another_friend_is_found(string friend, string package, string? fault) =>
        Faults(package, $"""<Project><ItemGroup><InternalsVisibleTo Include="{friend}" /></ItemGroup></Project>""").Should()
            .Equal(fault is null ? [] : new[] { fault });

    private static IEnumerable<string> Faults(string package, string project) =>
        XDocument.Parse(project).Descendants("InternalsVisibleTo").Select(friend => friend.Attribute("Include")!.Value)
            .Where(friend => friend != $"{package}.Tests" && !friend.EndsWith(".Benchmarks", StringComparison.Ordinal))
            .Select(friend => $"{package} shows its internals to {friend}");
}
