using System.Collections.Frozen;
using System.Text.Json;
using Retention.Workflows.Naming;

namespace Retention.Workflows.Engine.Programs;

/// <summary>
/// A stored version that this process cannot read, since a newer library wrote it or this host lacks one of its step kinds. The names of
/// its events are read from the text.
/// </summary>
/// <param name="names">All names of events in the text, wherever they are; null if the text is no JSON.</param>
internal sealed class UnreadableVersion(FrozenSet<string>? names)
{
    internal static UnreadableVersion Of(string definition)
    {
        try
        {
            using var json = JsonDocument.Parse(definition);
            var names = new HashSet<string>(StringComparer.Ordinal);
            Collect(json.RootElement, names);
            return new UnreadableVersion(names.ToFrozenSet(StringComparer.Ordinal));
        }
        catch (JsonException)
        {
            return new UnreadableVersion(null);
        }
    }

    /// <summary>True if the version may have a goal, an exit or a wait for this event.</summary>
    internal bool MayConcern(EventName name) => names?.Contains(name.Value) != false;

    private static void Collect(JsonElement element, HashSet<string> names)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    if (property.NameEquals("event"u8) && property.Value.ValueKind == JsonValueKind.String)
                        names.Add(property.Value.GetString()!);
                    else
                        Collect(property.Value, names);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                    Collect(item, names);
                break;
        }
    }
}
