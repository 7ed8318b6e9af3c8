using System.Text.Json;

namespace Retention.Workflows.Journeys.Json;

/// <summary>How one kind of a family (of steps, conditions, windows, ...) is called, read and written.</summary>
internal abstract class Kind<TBase>(string name, params IReadOnlyList<JsonField> fields) where TBase : class
{
    /// <summary>What stands in the property <c>kind</c>.</summary>
    internal string Name { get; } = name;

    /// <summary>The properties besides <c>kind</c>.</summary>
    internal IReadOnlyList<JsonField> Fields { get; } = fields;

    internal abstract Type Type { get; }

    /// <summary>Reads the properties; null only after an error was told.</summary>
    internal abstract TBase? Read(JsonReading json);

    /// <summary>Writes the properties besides <c>kind</c>; what has its default is left out.</summary>
    internal abstract void Write(TBase value, Utf8JsonWriter json);
}

/// <summary>A kind with nothing but its name.</summary>
internal sealed class PlainKind<TBase>(string name, TBase value) : Kind<TBase>(name) where TBase : class
{
    internal override Type Type => value.GetType();

    internal override TBase Read(JsonReading json) => value;

    internal override void Write(TBase value, Utf8JsonWriter json)
    {
    }
}
