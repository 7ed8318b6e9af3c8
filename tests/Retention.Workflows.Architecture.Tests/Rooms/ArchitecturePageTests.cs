using System.Text.RegularExpressions;

namespace Retention.Workflows.Architecture.Tests.Rooms;

/// <summary>The drawings on <c>docs/architecture.md</c> are those that the reader makes of the code.</summary>
public sealed partial class ArchitecturePageTests
{
    [Fact]
    public void The_drawings_of_the_rooms_are_those_of_the_code()
    {
        var path = Repository.PathOf("docs", "architecture.md");
        var page = File.ReadAllText(path).ReplaceLineEndings("\n");

        var drawn = Drawing()
            .Replace(page, match => $"<!-- rooms: {match.Groups["house"]} -->\n{Draw(match.Groups["house"].Value)}\n<!-- end -->");

        if (drawn != page && Environment.GetEnvironmentVariable("APPROVE") == "1")
            File.WriteAllText(path, drawn);
        else
            page.Should().Be(drawn, "docs/architecture.md shows the rooms; run the tests with APPROVE=1 when the change is right");
        Drawing().Count(page).Should().Be(2, "the page draws the core and its engine");
    }

    private static string Draw(string house) =>
        RoomScope.All.Single(one => one.ToString() == house) is var found ? RoomDrawing.Of(found.Read(), found.Floors) : "";

    [GeneratedRegex(@"<!-- rooms: (?<house>\S+) -->\n(?:.*?\n)??<!-- end -->", RegexOptions.Singleline)]
    private static partial Regex Drawing();
}
