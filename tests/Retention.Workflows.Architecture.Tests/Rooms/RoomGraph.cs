namespace Retention.Workflows.Architecture.Tests.Rooms;

/// <summary>The rooms of a package, or of one folder of it, and the arrows between them.</summary>
/// <param name="Rooms">The names of the rooms, in order.</param>
/// <param name="Arrows">Every use of a type of another room.</param>
internal sealed record RoomGraph(IReadOnlyList<string> Rooms, IReadOnlyList<Arrow> Arrows)
{
    /// <summary>The pairs of rooms that an arrow connects.</summary>
    internal IReadOnlySet<(string From, string To)> Edges { get; } = Arrows.Select(arrow => (arrow.From, arrow.To)).ToHashSet();

    /// <summary>The groups of rooms that can all reach each other, with the arrows inside each group.</summary>
    internal IReadOnlyList<Circle> Circles()
    {
        var reach = Rooms.ToDictionary(room => room, Reach);
        return
        [
            .. Rooms.Where(room => reach[room].Contains(room))
                .GroupBy(room => string.Join(
                    ' ', reach[room].Where(other => reach[other].Contains(room)).Append(room).Distinct().Order(StringComparer.Ordinal)))
                .Select(
                    group => new Circle([.. group], [.. Arrows.Where(arrow => group.Contains(arrow.From) && group.Contains(arrow.To))])),
        ];
    }

    /// <summary>The arrows that do not lead to a lower floor.</summary>
    /// <param name="floors">The floors from the ground up, each with its rooms.</param>
    internal IReadOnlyList<Arrow> ArrowsUp(IReadOnlyList<string[]> floors)
    {
        var floorOf = floors.SelectMany((rooms, floor) => rooms.Select(room => (room, floor)))
            .ToDictionary(pair => pair.room, pair => pair.floor);
        return [.. Arrows.Where(arrow => floorOf[arrow.From] <= floorOf[arrow.To])];
    }

    /// <summary>The edges without those that a longer path implies.</summary>
    internal IReadOnlyList<(string From, string To)> EssentialEdges() =>
    [
        .. Edges.Where(edge => !Edges.Any(first => first.From == edge.From && first.To != edge.To && Reach(first.To).Contains(edge.To)))
            .OrderBy(edge => edge.From, StringComparer.Ordinal).ThenBy(edge => edge.To, StringComparer.Ordinal),
    ];

    private HashSet<string> Reach(string room)
    {
        var reached = new HashSet<string>();
        var open = new Queue<string>([room]);
        while (open.TryDequeue(out var next))
        {
            foreach (var (_, to) in Edges.Where(edge => edge.From == next))
            {
                if (reached.Add(to))
                    open.Enqueue(to);
            }
        }

        return reached;
    }
}

/// <summary>Rooms that depend on each other.</summary>
/// <param name="Rooms">The rooms.</param>
/// <param name="Arrows">The arrows between them.</param>
internal sealed record Circle(IReadOnlyList<string> Rooms, IReadOnlyList<Arrow> Arrows);
