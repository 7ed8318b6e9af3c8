using System.Globalization;
using System.Text.Json;

namespace Retention.Workflows.Journeys.Json;

/// <summary>A value of a JSON text that knows where it stands. <see cref="JsonDocument"/> does not tell lines and hides repeated properties.</summary>
internal sealed class JsonItem(JsonValueKind kind, string text, int line, JsonItem? parent, string segment)
{
    /// <summary>What it is; undefined when it could not be read, which is an error that is already told.</summary>
    internal JsonValueKind Kind { get; } = kind;

    /// <summary>A string's content, or a number as it stands there.</summary>
    internal string Text { get; } = text;

    /// <summary>From 1.</summary>
    internal int Line { get; } = line;

    internal JsonItem? Parent { get; } = parent;

    /// <summary>An array's items.</summary>
    internal List<JsonItem> Items { get; } = [];

    /// <summary>An object's properties, in their order.</summary>
    internal OrderedDictionary<string, JsonItem> Members { get; } = new(StringComparer.Ordinal);

    internal string Path => Parent is null ? "$" : Parent.Path + segment;

    /// <summary>What it is in a person's words.</summary>
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

    /// <summary>How a property is added to a path: with a dot, or in brackets where its name is unusual.</summary>
    internal static string Segment(string property) =>
        property.Length is > 0 and <= 64 && property.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '$')
            ? $".{property}"
            : $"['{(property.Length > 64 ? $"{property[..64]}..." : property)}']";

    internal static string Segment(int index) => string.Create(CultureInfo.InvariantCulture, $"[{index}]");

    /// <summary>The line of what a path of validation names, or of what holds it when it is missing.</summary>
    internal int LineOf(string path)
    {
        var item = this;
        foreach (var part in path.Split('.', '[').Skip(1))
        {
            var isIndex = part.EndsWith(']');
            var next = isIndex && int.TryParse(part.AsSpan(0, part.Length - 1), CultureInfo.InvariantCulture, out var index) && index < item.Items.Count
                ? item.Items[index]
                : item.Members.GetValueOrDefault(part);
            if (next is null)
                break;
            item = next;
        }

        return item.Line;
    }

    /// <summary>Everything inside, and itself.</summary>
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
