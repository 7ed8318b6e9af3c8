using System.Globalization;
using System.Text.Json;

namespace Retention.Workflows.Journeys.Json;

/// <summary>A JSON value with its line. <see cref="JsonDocument"/> has no lines and hides repeated properties.</summary>
internal sealed class JsonItem(JsonValueKind kind, string text, int line, JsonItem? parent, string segment)
{
    /// <summary>The kind of value; undefined if it could not be read, which was already reported.</summary>
    internal JsonValueKind Kind { get; } = kind;

    /// <summary>The content of a string, or a number as written.</summary>
    internal string Text { get; } = text;

    /// <summary>The line, from 1.</summary>
    internal int Line { get; } = line;

    internal JsonItem? Parent { get; } = parent;

    /// <summary>The items of an array.</summary>
    internal List<JsonItem> Items { get; } = [];

    /// <summary>The properties of an object, in order.</summary>
    internal OrderedDictionary<string, JsonItem> Members { get; } = new(StringComparer.Ordinal);

    internal string Path => Parent is null ? "$" : Parent.Path + segment;

    /// <summary>The kind of value in English.</summary>
    internal string What => Kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => "null",
    };

    /// <summary>Returns a property's path segment: with a dot, or in brackets if its name is unusual.</summary>
    internal static string Segment(string property) =>
        property.Length is > 0 and <= 64 && property.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '$')
            ? $".{property}"
            : $"['{(property.Length > 64 ? $"{property[..64]}..." : property)}']";

    internal static string Segment(int index) => string.Create(CultureInfo.InvariantCulture, $"[{index}]");

    /// <summary>Returns the line of a validation path, or of its nearest existing parent.</summary>
    internal int LineOf(string path)
    {
        var item = this;
        foreach (var part in path.Split('.', '[').Skip(1))
        {
            var isIndex = part.EndsWith(']');
            var next = isIndex && int.TryParse(part.AsSpan(0, part.Length - 1), CultureInfo.InvariantCulture, out var index)
                && index < item.Items.Count
                ? item.Items[index]
                : item.Members.GetValueOrDefault(part);
            if (next is null)
                break;
            item = next;
        }

        return item.Line;
    }

    /// <summary>Returns the value itself and all values inside.</summary>
    internal IEnumerable<JsonItem> All()
    {
        var open = new Stack<JsonItem>([this]);
        while (open.TryPop(out var item))
        {
            yield return item;
            foreach (var inner in item.Kind == JsonValueKind.Array ? item.Items : item.Members.Values.AsEnumerable())
                open.Push(inner);
        }
    }
}
