using System.Text.Json;

namespace Retention.Workflows.Journeys.Json;

/// <summary>The name and JSON form of one kind of a family (of steps, conditions, windows, ...).</summary>
internal abstract class Kind<TBase>(string name, params IReadOnlyList<JsonField> fields) where TBase : class
{
    /// <summary>The value of the property <c>kind</c>.</summary>
    internal string Name { get; } = name;

    /// <summary>The properties besides <c>kind</c>.</summary>
    internal IReadOnlyList<JsonField> Fields { get; } = fields;

    internal abstract Type Type { get; }

    /// <summary>Reads the properties; null only after an error was reported.</summary>
    internal abstract TBase? Read(JsonReading json);

    /// <summary>Writes the properties besides <c>kind</c>. Default values are omitted.</summary>
    internal abstract void Write(TBase value, Utf8JsonWriter json);
}

/// <summary>A kind without properties.</summary>
internal sealed class PlainKind<TBase>(string name, TBase value) : Kind<TBase>(name) where TBase : class
{
    internal override Type Type => value.GetType();

    internal override TBase Read(JsonReading json) => value;

    internal override void Write(TBase value, Utf8JsonWriter json)
    {
    }
}
