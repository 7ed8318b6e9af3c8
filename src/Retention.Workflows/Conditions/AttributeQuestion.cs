using Retention.Workflows.Journeys;

namespace Retention.Workflows;

/// <summary>A question about an attribute that is being put together.</summary>
public sealed class AttributeQuestion
{
    private readonly string _key;

    internal AttributeQuestion(string key) => _key = key;

    /// <summary>Has just this kind and content.</summary>
    public Condition Is(PropertyValue value) => Compared(PropertyComparison.Equal, value);

    /// <summary>Equals one of these.</summary>
    public Condition IsOneOf(params IReadOnlyList<PropertyValue> values) => Compared(PropertyComparison.In, values);

    /// <summary>Is a greater number, or a text that stands behind.</summary>
    public Condition IsAbove(PropertyValue value) => Compared(PropertyComparison.Greater, value);

    /// <summary>Is a smaller number, or a text that stands before.</summary>
    public Condition IsBelow(PropertyValue value) => Compared(PropertyComparison.Less, value);

    /// <summary>Is a text with this piece in it, with case.</summary>
    public Condition Contains(string text) => Compared(PropertyComparison.Contains, text);

    private AttributeCondition Compared(PropertyComparison comparison, params IReadOnlyList<PropertyValue> values) =>
        new(new PropertyFilter(_key, comparison, values));
}
