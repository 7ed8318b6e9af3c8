using System.Globalization;
using Retention.Workflows.Naming;

namespace Retention.Workflows;

/// <summary>A text, a number or a yes/no: what an attribute of a customer or a property of an event holds.</summary>
/// <remarks>Equal values have the same kind and content: the text "1" is not the number 1. Texts compare ordinally.</remarks>
public readonly record struct PropertyValue
{
    /// <summary>The greatest length of a text value, in UTF-16 code units.</summary>
    public const int MaxTextLength = 4000;

    private readonly string? _text;
    private readonly decimal _number;

    /// <summary>Holds a text of at most <see cref="MaxTextLength"/> characters.</summary>
    /// <exception cref="ArgumentException">The text is too long.</exception>
    public PropertyValue(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > MaxTextLength)
            throw new ArgumentException($"A text value has at most {MaxTextLength} characters; this one has {text.Length}.", nameof(text));
        _text = text.Length == 0 ? null : text;
        Kind = PropertyKind.Text;
    }

    /// <summary>Holds a number.</summary>
    public PropertyValue(decimal number)
    {
        _number = number;
        Kind = PropertyKind.Number;
    }

    /// <summary>Holds a yes or a no.</summary>
    public PropertyValue(bool flag)
    {
        _number = flag ? 1 : 0;
        Kind = PropertyKind.Flag;
    }

    /// <summary>Which of the three it is.</summary>
    public PropertyKind Kind { get; }

    /// <summary>The text.</summary>
    /// <exception cref="InvalidOperationException">It is no text.</exception>
    public string Text => Kind == PropertyKind.Text ? _text ?? "" : throw Wrong(PropertyKind.Text);

    /// <summary>The number.</summary>
    /// <exception cref="InvalidOperationException">It is no number.</exception>
    public decimal Number => Kind == PropertyKind.Number ? _number : throw Wrong(PropertyKind.Number);

    /// <summary>The yes or no.</summary>
    /// <exception cref="InvalidOperationException">It is no flag.</exception>
    public bool Flag => Kind == PropertyKind.Flag ? _number != 0 : throw Wrong(PropertyKind.Flag);

    /// <summary>Holds a text.</summary>
    public static implicit operator PropertyValue(string text) => new(text);

    /// <summary>Holds a number.</summary>
    public static implicit operator PropertyValue(decimal number) => new(number);

    /// <summary>Holds a number.</summary>
    public static implicit operator PropertyValue(int number) => new((decimal)number);

    /// <summary>Holds a yes or a no.</summary>
    public static implicit operator PropertyValue(bool flag) => new(flag);

    /// <summary>Returns the content in the invariant culture: the text as it is, <c>12.5</c>, <c>true</c>.</summary>
    public override string ToString() => Kind switch
    {
        PropertyKind.Number => _number.ToString(CultureInfo.InvariantCulture),
        PropertyKind.Flag => _number != 0 ? "true" : "false",
        _ => _text ?? "",
    };

    private InvalidOperationException Wrong(PropertyKind asked) =>
        new($"The value is a {KebabName.Of(Kind)}, not a {KebabName.Of(asked)}.");
}
