using Retention.Workflows.Naming;

namespace Retention.Workflows;

/// <summary>A customer's id, as used by the shop's own system.</summary>
/// <remarks>
/// Ids are compared ordinally and case-sensitively. An id has at most 200 characters and no control characters. It is stored in clear text
/// and passed to channels and issuers, so use an internal number or key, never an e-mail address.
/// </remarks>
[System.ComponentModel.TypeConverter(typeof(CustomerIdConverter))]
public readonly record struct CustomerId : IComparable<CustomerId>
{
    /// <summary>The maximum length of an id, in UTF-16 code units.</summary>
    public const int MaxLength = 200;

    private readonly string? _value;

    /// <summary>Creates an id from the shop's id, unchanged.</summary>
    /// <exception cref="ArgumentException">The id is empty or white space, is too long, or contains a control character.</exception>
    public CustomerId(string value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(value);
        if (value.Length > MaxLength)
            throw new ArgumentException($"A customer id has at most {MaxLength} characters; this one has {value.Length}.", nameof(value));
        foreach (var character in value)
        {
            if (char.IsControl(character))
                throw new ArgumentException("A customer id must not contain control characters.", nameof(value));
        }

        _value = value;
    }

    /// <summary>The id as text.</summary>
    public string Value => _value ?? throw new InvalidOperationException("This CustomerId has no value (default value).");

    /// <inheritdoc/>
    public int CompareTo(CustomerId other) => string.CompareOrdinal(_value, other._value);

    /// <summary>Converts a text to a customer id.</summary>
    /// <exception cref="ArgumentException">The id is empty or white space, too long, or holds a control character.</exception>
    public static implicit operator CustomerId(string value) => new(value);

    /// <summary>Returns the id as text.</summary>
    public override string ToString() => _value ?? "";

    /// <summary>True if the left id sorts before the right one, ordinally.</summary>
    public static bool operator <(CustomerId left, CustomerId right) => left.CompareTo(right) < 0;

    /// <summary>True if the left id sorts after the right one, ordinally.</summary>
    public static bool operator >(CustomerId left, CustomerId right) => left.CompareTo(right) > 0;

    /// <summary>True if the left id sorts before the right one, ordinally, or equals it.</summary>
    public static bool operator <=(CustomerId left, CustomerId right) => left.CompareTo(right) <= 0;

    /// <summary>True if the left id sorts after the right one, ordinally, or equals it.</summary>
    public static bool operator >=(CustomerId left, CustomerId right) => left.CompareTo(right) >= 0;
}

internal sealed class CustomerIdConverter() : TextConverter<CustomerId>(static text => new CustomerId(text));
