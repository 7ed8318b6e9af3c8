using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Retention.Workflows;

/// <summary>Named values of a customer or an event. Immutable; two bags with the same entries are equal.</summary>
/// <remarks>At most 100 entries; keys match <c>[A-Za-z_][A-Za-z0-9_-]{0,63}</c> and are case-sensitive.</remarks>
public sealed class PropertyBag : IReadOnlyDictionary<string, PropertyValue>, IEquatable<PropertyBag>
{
    /// <summary>The maximum number of entries.</summary>
    public const int MaxCount = 100;

    private const int MaxKeyLength = 64;

    private readonly Dictionary<string, PropertyValue> _values;

    /// <summary>Creates a bag with a copy of the entries.</summary>
    /// <exception cref="ArgumentException">
    /// There are more than <see cref="MaxCount"/> entries, a key occurs twice, or a key is not valid. The message names the key.
    /// </exception>
    public PropertyBag(IEnumerable<KeyValuePair<string, PropertyValue>> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        _values = new Dictionary<string, PropertyValue>(StringComparer.Ordinal);
        foreach (var (key, value) in values)
        {
            if (!IsKey(key))
                throw new ArgumentException(InvalidKey(key), nameof(values));
            if (!_values.TryAdd(key, value))
                throw new ArgumentException($"The property key '{key}' occurs twice.", nameof(values));
            if (_values.Count > MaxCount)
                throw new ArgumentException($"There are more than {MaxCount} properties.", nameof(values));
        }
    }

    /// <summary>A bag without entries.</summary>
    public static PropertyBag Empty { get; } = new([]);

    /// <inheritdoc/>
    public int Count => _values.Count;

    /// <inheritdoc/>
    public IEnumerable<string> Keys => _values.Keys;

    /// <inheritdoc/>
    public IEnumerable<PropertyValue> Values => _values.Values;

    /// <inheritdoc/>
    public PropertyValue this[string key] => _values[key];

    /// <inheritdoc/>
    public bool ContainsKey(string key) => _values.ContainsKey(key);

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out PropertyValue value) => _values.TryGetValue(key, out value);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, PropertyValue>> GetEnumerator() => _values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(PropertyBag? other) =>
        other is not null && Count == other.Count
        && _values.All(entry => other._values.TryGetValue(entry.Key, out var value) && value == entry.Value);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PropertyBag);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        _values.Aggregate(0, (hash, entry) => hash ^ HashCode.Combine(entry.Key, entry.Value));

    internal static string InvalidKey(string? key) =>
        $"'{key}' is not a valid property key: a letter or underscore, then letters, digits, underscores or hyphens, at most {MaxKeyLength} in all.";

    internal static bool IsKey(string? key)
    {
        if (string.IsNullOrEmpty(key) || key.Length > MaxKeyLength || !(char.IsAsciiLetter(key[0]) || key[0] == '_'))
            return false;
        foreach (var character in key)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('_' or '-'))
                return false;
        }

        return true;
    }
}
