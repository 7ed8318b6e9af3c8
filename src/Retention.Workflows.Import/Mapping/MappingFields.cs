using System.Text.Json;

namespace Retention.Workflows.Import.Mapping;

/// <summary>The fields of a JSON object of a mapping. Errors carry the path of their field.</summary>
internal sealed class MappingFields
{
    private readonly Dictionary<string, JsonElement> _fields = new(StringComparer.Ordinal);
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);
    private readonly string _path;
    private readonly List<string> _errors;

    internal MappingFields(JsonElement element, string path, List<string> errors)
    {
        (_path, _errors) = (path, errors);
        if (element.ValueKind != JsonValueKind.Object)
        {
            Error("", "is not a JSON object");
            return;
        }

        foreach (var property in element.EnumerateObject())
        {
            if (!_fields.TryAdd(property.Name, property.Value))
                Error(property.Name, "stands there twice");
        }
    }

    internal IEnumerable<string> Names => _fields.Keys;

    internal bool Has(string field) => _fields.ContainsKey(field);

    internal void Error(string field, string reason) => _errors.Add($"{PathOf(field)}: {reason}");

    /// <summary>Reports the fields that nobody read.</summary>
    internal void End()
    {
        foreach (var field in _fields.Keys.Where(field => !_read.Contains(field)))
            Error(field, $"is unknown; the fields are {string.Join(", ", _read)}");
    }

    internal string? Text(string field)
    {
        if (Read(field) is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.String)
            return value.GetString();
        Error(field, "is not a text");
        return null;
    }

    internal char? Character(string field)
    {
        if (Text(field) is not { } text)
            return null;
        if (text.Length == 1)
            return text[0];
        Error(field, "is not a single character");
        return null;
    }

    internal bool Flag(string field)
    {
        if (Read(field) is not { } value)
            return false;
        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            Error(field, "is neither true nor false");
        return value.ValueKind == JsonValueKind.True;
    }

    internal IReadOnlyList<string> Texts(string field)
    {
        if (Read(field) is not { } value)
            return [];
        if (value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String))
            return [.. value.EnumerateArray().Select(item => item.GetString()!)];
        Error(field, "is not a list of texts");
        return [];
    }

    /// <summary>A value made from a text; the maker's <see cref="ArgumentException"/> is the error.</summary>
    internal T? Value<T>(string field, Func<string, T> make) where T : struct
    {
        if (Text(field) is not { } text)
            return null;
        try
        {
            return make(text);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            Error(field, exception.Message.Split(" (Parameter", 2)[0]);
            return null;
        }
    }

    internal MappingFields? Object(string field) => Read(field) is { } value ? new MappingFields(value, PathOf(field), _errors) : null;

    internal IReadOnlyList<MappingFields> Objects(string field)
    {
        if (Read(field) is not { } value)
            return [];
        if (value.ValueKind == JsonValueKind.Array)
            return [.. value.EnumerateArray().Select((item, index) => new MappingFields(item, $"{PathOf(field)}[{index}]", _errors))];
        Error(field, "is not a list of objects");
        return [];
    }

    internal ColumnName? Column(string field)
    {
        if (Read(field) is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.Object)
        {
            var fields = new MappingFields(value, PathOf(field), _errors);
            var (names, isOptional) = (fields.Texts("names"), fields.Flag("optional"));
            fields.End();
            return Column(field, names, isOptional);
        }

        if (value.ValueKind is not (JsonValueKind.String or JsonValueKind.Array))
        {
            Error(field, "is neither the name of a column nor a list of names");
            return null;
        }

        return Column(field, value.ValueKind == JsonValueKind.String ? [value.GetString()!] : Texts(field), isOptional: false);
    }

    private ColumnName? Column(string field, IReadOnlyList<string> names, bool isOptional)
    {
        if (names.Count > 0 && names.All(name => !string.IsNullOrWhiteSpace(name)))
            return isOptional ? ColumnName.Optional(names) : ColumnName.AnyOf(names);
        Error(field, "names no column");
        return null;
    }

    private JsonElement? Read(string field)
    {
        _read.Add(field);
        return _fields.TryGetValue(field, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    private string PathOf(string field) =>
        field.Length == 0 ? (_path.Length == 0 ? "the mapping" : _path) : _path.Length == 0 ? field : $"{_path}.{field}";
}
