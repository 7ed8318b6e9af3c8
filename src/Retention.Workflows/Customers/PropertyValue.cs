using System.Globalization;
using Retention.Workflows.Naming;

namespace Retention.Workflows;

/// <summary>The value of a customer's attribute or an event's property: a text, a number or a flag (true or false).</summary>
/// <remarks>
/// Two values are equal if they have the same kind and content: the text "1" is not the number 1. Texts are compared ordinally.
/// </remarks>
public readonly record struct PropertyValue
{
    /// <summary>The maximum length of a text value, in UTF-16 code units.</summary>
    public const int MaxTextLength = 4000;

    private readonly string? _text;
    private readonly decimal _number;

    /// <summary>Creates a text of at most <see cref="MaxTextLength"/> characters.</summary>
    /// <exception cref="ArgumentException">The text is too long.</exception>
    public PropertyValue(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > MaxTextLength)
            throw new ArgumentException($"A text value has at most {MaxTextLength} characters; this one has {text.Length}.", nameof(text));
        _text = text.Length == 0 ? null : text;
        Kind = PropertyKind.Text;
    }

    /// <summary>Creates a number.</summary>
    public PropertyValue(decimal number)
    {
        _number = number;
        Kind = PropertyKind.Number;
    }

    /// <summary>Creates a flag.</summary>
    public PropertyValue(bool flag)
    {
        _number = flag ? 1 : 0;
        Kind = PropertyKind.Flag;
    }

    /// <summary>The kind of the value.</summary>
    public PropertyKind Kind { get; }

    /// <summary>The text.</summary>
    /// <exception cref="InvalidOperationException">The value is not a text.</exception>
    public string Text => Kind == PropertyKind.Text ? _text ?? "" : throw Wrong(PropertyKind.Text);

    /// <summary>The number.</summary>
    /// <exception cref="InvalidOperationException">The value is not a number.</exception>
    public decimal Number => Kind == PropertyKind.Number ? _number : throw Wrong(PropertyKind.Number);

    /// <summary>The flag.</summary>
    /// <exception cref="InvalidOperationException">The value is not a flag.</exception>
    public bool Flag => Kind == PropertyKind.Flag ? _number != 0 : throw Wrong(PropertyKind.Flag);

    /// <summary>Creates a text value.</summary>
    public static implicit operator PropertyValue(string text) => new(text);

    /// <summary>Creates a number value.</summary>
    public static implicit operator PropertyValue(decimal number) => new(number);

    /// <summary>Creates a number value.</summary>
    public static implicit operator PropertyValue(int number) => new((decimal)number);

    /// <summary>Creates a flag value.</summary>
    public static implicit operator PropertyValue(bool flag) => new(flag);

    /// <summary>Returns the content in the invariant culture: the unchanged text, <c>12.5</c> or <c>true</c>.</summary>
    public override string ToString() => Kind switch
    {
        PropertyKind.Number => _number.ToString(CultureInfo.InvariantCulture),
        PropertyKind.Flag => _number != 0 ? "true" : "false",
        _ => _text ?? "",
    };

    /// <summary>The content as a key: a number by its value, so that 4711 and 4711.0 are one key.</summary>
    internal string ToKey() =>
        Kind == PropertyKind.Number ? _number.ToString("0.############################", CultureInfo.InvariantCulture) : ToString();

    private InvalidOperationException Wrong(PropertyKind asked) =>
        new($"The value is a {KebabName.Of(Kind)}, not a {KebabName.Of(asked)}.");
}
