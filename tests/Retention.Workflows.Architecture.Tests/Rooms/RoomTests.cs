using System.Globalization;

namespace Retention.Workflows.Architecture.Tests.Rooms;

/// <summary>The folders show the architecture: they form no circle, and a room uses rooms of lower floors only.</summary>
public sealed class RoomTests(ITestOutputHelper output)
{
    public static TheoryData<string, string> Scopes => [.. RoomScope.All.Select(house => (house.Package, house.Folder))];

    [Theory]
    [MemberData(nameof(Scopes))]
    public void Rooms_form_no_circle_and_arrows_point_down(string package, string folder)
    {
        var house = RoomScope.All.Single(house => (house.Package, house.Folder) == (package, folder));
        var graph = house.Read();

        output.WriteLine($"{house}: {Summary(graph, house.Floors)}");

        graph.Rooms.Should().BeSubsetOf(house.Floors.SelectMany(rooms => rooms), "each room of {0} needs a floor in Floors.cs", house);
        graph.Circles().SelectMany(circle => circle.Arrows).Should().BeEmpty("rooms of {0} must not form a circle", house);
        graph.ArrowsUp(house.Floors).Should().BeEmpty("rooms of {0} use rooms of lower floors only", house);
    }

    [Fact]
    public void All_rooms_are_counted()
    {
        var core = RoomScope.Core.Read();
        var engine = RoomScope.Engine.Read();
        var circles = RoomScope.All.Sum(house => house.Read().Circles().Count);
        var up = RoomScope.All.Sum(house => house.Read().ArrowsUp(house.Floors).Count);

        var line = string.Create(CultureInfo.InvariantCulture,
            $"rooms {core.Rooms.Count}, engine rooms {engine.Rooms.Count}, circles {circles}, arrows up {up}");
        output.WriteLine(line);
        File.WriteAllText(Repository.PathOf("artifacts", "rooms.txt"), line + Environment.NewLine); // test.sh prints it

        (circles, up).Should().Be((0, 0));
    }

    [Fact]
    public void A_planted_arrow_is_reported_with_file_type_and_line()
    {
        const string source = """
            namespace Retention.Workflows.Events;

            internal static class Planted
            {
                internal static object? Use(Retention.Workflows.Engine.Delivery.SendPolicy? policy) => policy;
            }
            """;

        var graph = PackageReader.Read("Retention.Workflows", ("Events/Planted.cs", source)).RoomsIn();

        graph.ArrowsUp(Floors.Core).Select(arrow => arrow.ToString()).Should()
            .Equal("Events -> Engine: Events/Planted.cs(5) uses SendPolicy");
        graph.Circles().Should().ContainSingle().Which.Rooms.Should().Contain(["Events", "Engine"]);
    }

    [Fact]
    public void An_arrow_inside_the_engine_is_reported_too()
    {
        const string source =
            "namespace Retention.Workflows.Engine.Batches; internal static class Planted { internal static System.Type Of() => typeof(Worker.WorkerCycle); }";

        var graph = PackageReader.Read("Retention.Workflows", ("Engine/Batches/Planted.cs", source)).RoomsIn("Engine");

        graph.ArrowsUp(Floors.Engine).Select(arrow => arrow.ToString()).Should()
            .Equal("Batches -> Worker: Engine/Batches/Planted.cs(1) uses WorkerCycle");
    }

    private static string Summary(RoomGraph graph, IReadOnlyList<string[]> floors) => string.Create(
        CultureInfo.InvariantCulture,
        $"rooms {graph.Rooms.Count}, circles {graph.Circles().Count}, arrows up {graph.ArrowsUp(floors).Count}");
}
