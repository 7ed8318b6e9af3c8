using System.Collections.Concurrent;

namespace Retention.Workflows.Architecture.Tests.Rooms;

/// <summary>A package, or a folder of one, whose rooms are looked at together.</summary>
/// <param name="Package">The package, a folder of <c>src</c>.</param>
/// <param name="Folder">The folder in it whose sub-folders are the rooms; empty for the package itself.</param>
/// <param name="Floors">The floors from the ground up.</param>
internal sealed record RoomScope(string Package, string Folder, IReadOnlyList<string[]> Floors)
{
    private static readonly ConcurrentDictionary<string, Lazy<PackageReader>> Readers = new();

    internal static RoomScope Core { get; } = new("Retention.Workflows", "", Rooms.Floors.Core);

    internal static RoomScope Engine { get; } = new("Retention.Workflows", "Engine", Rooms.Floors.Engine);

    internal static RoomScope Journeys { get; } = new("Retention.Workflows", "Journeys", Rooms.Floors.Journeys);

    /// <summary>All that is checked.</summary>
    internal static IReadOnlyList<RoomScope> All { get; } =
        [.. Rooms.Floors.Packages.Select(package => new RoomScope(package.Key, "", package.Value)), Engine, Journeys];

    /// <summary>Reads its rooms; a package is read once.</summary>
    internal RoomGraph Read() =>
        Readers.GetOrAdd(Package, package => new Lazy<PackageReader>(() => PackageReader.Read(package))).Value.RoomsIn(Folder);

    public override string ToString() => Folder.Length == 0 ? Package : $"{Package}/{Folder}";
}
