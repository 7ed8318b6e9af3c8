using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Retention.Workflows.Channels.Templates;

/// <summary>
/// Replaces a missing value in a model. It is false in conditions and an error when shown; its members are missing as well.
/// </summary>
internal sealed class MissingValue(string path) : IReadOnlyDictionary<string, object>
{
    public string Path { get; } = path;

    public int Count => 0;

    public IEnumerable<string> Keys => [];

    public IEnumerable<object> Values => [];

    public object this[string key] => new MissingValue($"{Path}.{key}");

    public bool ContainsKey(string key) => true;

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out object value)
    {
        value = this[key];
        return true;
    }

    public IEnumerator<KeyValuePair<string, object>> GetEnumerator() => Enumerable.Empty<KeyValuePair<string, object>>().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>The customer's attributes. Any key is allowed, and an absent one is missing.</summary>
internal sealed class AttributeValues(PropertyBag attributes, string path) : IReadOnlyDictionary<string, object>
{
    public int Count => attributes.Count;

    public IEnumerable<string> Keys => attributes.Keys;

    public IEnumerable<object> Values => attributes.Keys.Select(key => this[key]);

    public object this[string key]
    {
        get
        {
            if (!attributes.TryGetValue(key, out var value))
                return new MissingValue($"{path}.{key}");
            return value.Kind switch
            {
                PropertyKind.Number => value.Number,
                PropertyKind.Flag => value.Flag,
                _ => string.IsNullOrWhiteSpace(value.Text) ? new MissingValue($"{path}.{key}") : value.Text,
            };
        }
    }

    public bool ContainsKey(string key) => true;

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out object value)
    {
        value = this[key];
        return true;
    }

    public IEnumerator<KeyValuePair<string, object>> GetEnumerator() =>
        attributes.Keys.Select(key => KeyValuePair.Create(key, this[key])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>A day in the customer's calendar, shown in the format of the template's language.</summary>
internal sealed record ShownDay(DateTimeOffset Local, LocaleFormats Formats)
{
    public override string ToString() => Formats.Day(Local);
}

/// <summary>Carries the path of a missing value out of a rendering.</summary>
internal sealed class MissingValueException(string path) : Exception($"'{path}' is missing.")
{
    public string Path { get; } = path;
}
