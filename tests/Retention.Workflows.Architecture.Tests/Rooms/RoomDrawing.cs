using System.Text;

namespace Retention.Workflows.Architecture.Tests.Rooms;

/// <summary>Draws rooms as a Mermaid flowchart, floor by floor; an arrow that a longer way implies is left out.</summary>
internal static class RoomDrawing
{
    internal static string Of(RoomGraph graph, IReadOnlyList<string[]> floors)
    {
        var text = new StringBuilder("```mermaid\nflowchart TD\n");
        foreach (var room in floors.Reverse().SelectMany(rooms => rooms).Where(graph.Rooms.Contains))
            text.Append("    ").Append(room).Append("([").Append(room).Append("])\n");
        foreach (var (from, to) in graph.EssentialEdges())
            text.Append("    ").Append(from).Append(" --> ").Append(to).Append('\n');
        return text.Append("```").ToString();
    }
}
