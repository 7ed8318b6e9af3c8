using System.Text.Json;
using Retention.Workflows.Naming;

namespace Retention.Workflows.Journeys.Json;

/// <summary>The kinds of a family. A kind is found by its name when reading and by the type of its value when writing.</summary>
internal sealed class KindList<TBase, TKind>(string what, params IReadOnlyList<TKind> kinds)
    where TBase : class
    where TKind : Kind<TBase>
{
    private static readonly JsonField KindField = JsonField.Required("kind");

    private readonly Dictionary<string, TKind> _byName = kinds.ToDictionary(kind => kind.Name);
    private readonly Dictionary<Type, TKind> _byType = kinds.ToDictionary(kind => kind.Type);

    internal IReadOnlyList<TKind> Kinds { get; } = kinds;

    /// <summary>The type that identifies the kind of a value; by default the value's own type.</summary>
    internal Func<TBase, Type> TypeOf { get; init; } = value => value.GetType();

    internal TKind Of(TBase value) => _byType[TypeOf(value)];

    /// <summary>Reads a value of any kind; null after an error.</summary>
    internal TBase? Read(JsonItem item, ReadingContext context)
    {
        if (!context.Expect(item, JsonValueKind.Object, "an object"))
            return null;
        if (!item.Members.TryGetValue("kind", out var name))
            return context.Failed<TBase>(item.Path + ".kind", $"The property 'kind' is missing; it selects the {what}.{Known}");
        if (!context.Expect(name, JsonValueKind.String, "a text"))
            return null;
        if (!_byName.TryGetValue(name.Text, out var kind))
            return context.Failed<TBase>(
                name, $"Unknown {what} kind '{name.Text}'.{NameHint.DidYouMean(name.Text, _byName.Keys)}{Known}");
        return kind.Read(JsonReading.Open(item, context, [KindField, .. kind.Fields])!);
    }

    /// <summary>Writes the properties of a value, beginning with its kind.</summary>
    internal void Write(TBase value, Utf8JsonWriter json)
    {
        var kind = Of(value);
        json.WriteString("kind", kind.Name);
        kind.Write(value, json);
    }

    private string Known => NameHint.Known(_byName.Keys);
}
