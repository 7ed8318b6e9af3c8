using Retention.Workflows.Naming;

namespace Retention.Workflows.Journeys;

/// <summary>A filter on one property of an event or one attribute of a customer.</summary>
/// <remarks>
/// A missing property satisfies no filter. Greater and less compare numbers with numbers, and texts with texts by ordinal order (so ISO
/// dates compare as dates). Contains is case-sensitive. Filters are evaluated in .NET, never in the database.
/// </remarks>
public sealed record PropertyFilter
{
    /// <summary>Creates a filter.</summary>
    /// <param name="key">The property's key; see <see cref="PropertyBag"/> for its form.</param>
    /// <param name="comparison">The comparison.</param>
    /// <param name="values">The value to compare with: exactly one, or one or more for <see cref="PropertyComparison.In"/>.</param>
    /// <exception cref="ArgumentException">
    /// The key is not a valid property key, or the number or kind of values does not fit the comparison.
    /// </exception>
    public PropertyFilter(string key, PropertyComparison comparison, params IReadOnlyList<PropertyValue> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (!PropertyBag.IsKey(key))
            throw new ArgumentException(PropertyBag.InvalidKey(key), nameof(key));
        if (values.Count == 0 || (values.Count > 1 && comparison != PropertyComparison.In))
        {
            var allowed = comparison == PropertyComparison.In ? "one value or more" : "one value";
            throw new ArgumentException($"'{KebabName.Of(comparison)}' takes {allowed}, not {values.Count}.", nameof(values));
        }

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

    /// <summary>The comparison.</summary>
    public PropertyComparison Comparison { get; }

    /// <summary>The values to compare with.</summary>
    public IReadOnlyList<PropertyValue> Values { get; }

    /// <summary>True if the bag has a property that satisfies the filter.</summary>
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

    /// <summary>True if both filters have the same content.</summary>
    public bool Equals(PropertyFilter? other) =>
        other is not null && Key == other.Key && Comparison == other.Comparison && Values.SequenceEqual(other.Values);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Key, Comparison, Values[0]);

    /// <summary>Returns the filter as text: "channel is store".</summary>
    public override string ToString() => Comparison == PropertyComparison.Contains ? $"{Key} contains {Values[0]}" : $"{Key} is {Demand}";

    /// <summary>The opposite as text: "channel is not store". A missing property satisfies the opposite.</summary>
    internal string DescribeOpposite() =>
        Comparison == PropertyComparison.Contains ? $"{Key} does not contain {Values[0]}" : $"{Key} is not {Demand}";

    private string Demand => Comparison switch
    {
        PropertyComparison.In => $"one of {string.Join(", ", Values)}",
        PropertyComparison.Greater => $"above {Values[0]}",
        PropertyComparison.Less => $"below {Values[0]}",
        _ => $"{Values[0]}",
    };

    /// <summary>Positive, negative or zero. Values of different kinds compare as zero, so neither greater nor less is true.</summary>
    private int Compare(PropertyValue value) => (value.Kind, Values[0].Kind) switch
    {
        (PropertyKind.Number, PropertyKind.Number) => value.Number.CompareTo(Values[0].Number),
        (PropertyKind.Text, PropertyKind.Text) => string.CompareOrdinal(value.Text, Values[0].Text),
        _ => 0,
    };
}
