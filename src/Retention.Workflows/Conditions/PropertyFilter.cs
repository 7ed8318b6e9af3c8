using Retention.Workflows.Naming;

namespace Retention.Workflows.Journeys;

/// <summary>A demand on one property of an event or one attribute of a customer.</summary>
/// <remarks>
/// A missing property fulfils nothing. Greater and less compare numbers with numbers and texts ordinally with texts (so ISO dates
/// compare as dates); contains looks for a piece of text, with case. Filters are decided in .NET, never in the database.
/// </remarks>
public sealed record PropertyFilter
{
    /// <summary>Describes a demand.</summary>
    /// <param name="key">The property's key; see <see cref="PropertyBag"/> for its form.</param>
    /// <param name="comparison">How to compare.</param>
    /// <param name="values">With what: one value, or one and more for <see cref="PropertyComparison.In"/>.</param>
    /// <exception cref="ArgumentException">The key has a form that is not allowed, or the number or kind of values does not fit the comparison.</exception>
    public PropertyFilter(string key, PropertyComparison comparison, params IReadOnlyList<PropertyValue> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (!PropertyBag.IsKey(key))
            throw new ArgumentException($"'{key}' is no property key: a letter or underscore, then letters, digits, underscores or hyphens, at most 64 in all.", nameof(key));
        if (values.Count == 0 || (values.Count > 1 && comparison != PropertyComparison.In))
            throw new ArgumentException($"'{KebabName.Of(comparison)}' takes {(comparison == PropertyComparison.In ? "one value or more" : "one value")}, not {values.Count}.", nameof(values));
        if (comparison == PropertyComparison.Contains && values[0].Kind != PropertyKind.Text)
            throw new ArgumentException("'contains' takes a text.", nameof(values));
        if (comparison is PropertyComparison.Greater or PropertyComparison.Less && values[0].Kind == PropertyKind.Flag)
            throw new ArgumentException($"'{KebabName.Of(comparison)}' takes a number or a text.", nameof(values));
        Key = key;
        Comparison = comparison;
        Values = [.. values];
    }

    /// <summary>The property's key.</summary>
    public string Key { get; }

    /// <summary>How to compare.</summary>
    public PropertyComparison Comparison { get; }

    /// <summary>With what.</summary>
    public IReadOnlyList<PropertyValue> Values { get; }

    /// <summary>Whether the bag holds a property that fulfils the demand.</summary>
    public bool Accepts(PropertyBag properties)
    {
        ArgumentNullException.ThrowIfNull(properties);
        return properties.TryGetValue(Key, out var value) && Comparison switch
        {
            PropertyComparison.Equal => value == Values[0],
            PropertyComparison.In => Values.Contains(value),
            PropertyComparison.Greater => Compare(value) > 0,
            PropertyComparison.Less => Compare(value) < 0,
            _ => value.Kind == PropertyKind.Text && value.Text.Contains(Values[0].Text, StringComparison.Ordinal),
        };
    }

    /// <summary>Whether both demand the same.</summary>
    public bool Equals(PropertyFilter? other) =>
        other is not null && Key == other.Key && Comparison == other.Comparison && Values.SequenceEqual(other.Values);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Key, Comparison, Values[0]);

    /// <summary>Returns the demand as text: "channel is store".</summary>
    public override string ToString() => Comparison == PropertyComparison.Contains ? $"{Key} contains {Values[0]}" : $"{Key} is {Demand}";

    /// <summary>The opposite as text: "channel is not store". A missing property fulfils it.</summary>
    internal string DescribeOpposite() => Comparison == PropertyComparison.Contains ? $"{Key} does not contain {Values[0]}" : $"{Key} is not {Demand}";

    private string Demand => Comparison switch
    {
        PropertyComparison.In => $"one of {string.Join(", ", Values)}",
        PropertyComparison.Greater => $"above {Values[0]}",
        PropertyComparison.Less => $"below {Values[0]}",
        _ => $"{Values[0]}",
    };

    /// <summary>Positive, negative or zero; zero also for values of different kinds, so that neither greater nor less holds.</summary>
    private int Compare(PropertyValue value) => (value.Kind, Values[0].Kind) switch
    {
        (PropertyKind.Number, PropertyKind.Number) => value.Number.CompareTo(Values[0].Number),
        (PropertyKind.Text, PropertyKind.Text) => string.CompareOrdinal(value.Text, Values[0].Text),
        _ => 0,
    };
}

/// <summary>How a property is compared.</summary>
public enum PropertyComparison
{
    /// <summary>The same kind and content.</summary>
    Equal = 0,

    /// <summary>Equal to one of several.</summary>
    In = 1,

    /// <summary>A greater number, or a text that stands behind.</summary>
    Greater = 2,

    /// <summary>A smaller number, or a text that stands before.</summary>
    Less = 3,

    /// <summary>A text with this piece in it.</summary>
    Contains = 4,
}
