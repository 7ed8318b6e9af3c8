using Retention.Workflows.Journeys;

namespace Retention.Workflows;

/// <summary>Builder of a condition about one attribute of the customer. A customer without the attribute never satisfies it.</summary>
public sealed class AttributeQuestion
{
    private readonly string _key;

    internal AttributeQuestion(string key) => _key = key;

    /// <summary>The attribute has the same kind and content.</summary>
    public Condition Is(PropertyValue value) => Compared(PropertyComparison.Equal, value);

    /// <summary>The attribute equals one of these values.</summary>
    public Condition IsOneOf(params IReadOnlyList<PropertyValue> values) => Compared(PropertyComparison.In, values);

    /// <summary>The attribute is a greater number, or a text that sorts after the value (ordinal comparison).</summary>
    public Condition IsAbove(PropertyValue value) => Compared(PropertyComparison.Greater, value);

    /// <summary>The attribute is a smaller number, or a text that sorts before the value (ordinal comparison).</summary>
    public Condition IsBelow(PropertyValue value) => Compared(PropertyComparison.Less, value);

    /// <summary>The attribute is a text that contains this text; case-sensitive.</summary>
    public Condition Contains(string text) => Compared(PropertyComparison.Contains, text);

    private AttributeCondition Compared(PropertyComparison comparison, params IReadOnlyList<PropertyValue> values) =>
        new(new PropertyFilter(_key, comparison, values));
}
