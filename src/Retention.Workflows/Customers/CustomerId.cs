namespace Retention.Workflows;

/// <summary>Names a customer by the id that the shop's own system uses.</summary>
/// <remarks>
/// Compared ordinally and case-sensitively. At most 200 characters, no control characters. The id is stored in clear and
/// handed to channels and issuers, so use an internal number or key, never an e-mail address.
/// </remarks>
public readonly record struct CustomerId : IComparable<CustomerId>
{
    /// <summary>The greatest length of an id, in UTF-16 code units.</summary>
    public const int MaxLength = 200;

    private readonly string? _value;

    /// <summary>Takes the shop's id as it is.</summary>
    /// <exception cref="ArgumentException">The id is empty or white space, too long, or holds a control character.</exception>
    public CustomerId(string value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(value);
        if (value.Length > MaxLength)
            throw new ArgumentException($"A customer id has at most {MaxLength} characters; this one has {value.Length}.", nameof(value));
        foreach (var character in value)
        {
            if (char.IsControl(character))
                throw new ArgumentException("A customer id holds no control characters.", nameof(value));
        }

        _value = value;
    }

    /// <summary>The shop's id.</summary>
    public string Value => _value ?? throw new InvalidOperationException("This CustomerId was never given a value (default).");

    /// <inheritdoc/>
    public int CompareTo(CustomerId other) => string.CompareOrdinal(_value, other._value);

    /// <summary>Returns the shop's id.</summary>
    public override string ToString() => _value ?? "";

    /// <summary>Whether the left id stands before the right one, ordinally.</summary>
    public static bool operator <(CustomerId left, CustomerId right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left id stands behind the right one, ordinally.</summary>
    public static bool operator >(CustomerId left, CustomerId right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left id stands before the right one, ordinally, or equals it.</summary>
    public static bool operator <=(CustomerId left, CustomerId right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left id stands behind the right one, ordinally, or equals it.</summary>
    public static bool operator >=(CustomerId left, CustomerId right) => left.CompareTo(right) >= 0;
}
