using Retention.Workflows.Naming;

namespace Retention.Workflows;

/// <summary>The name of a voucher offer in kebab case: <c>comeback-20</c>.</summary>
[System.ComponentModel.TypeConverter(typeof(OfferNameConverter))]
public readonly record struct OfferName
{
    private readonly string? _value;

    /// <summary>Creates an offer name.</summary>
    /// <exception cref="ArgumentException">The name is not kebab case.</exception>
    public OfferName(string value) => _value = KebabName.Require(value, "offer");

    /// <summary>The name, as stored and written in JSON.</summary>
    public string Value => _value ?? throw new InvalidOperationException("This OfferName has no value (default value).");

    /// <summary>Converts a text to an offer name.</summary>
    /// <exception cref="ArgumentException">The name is not kebab case.</exception>
    public static implicit operator OfferName(string value) => new(value);

    /// <summary>Returns the name.</summary>
    public override string ToString() => _value ?? "";
}

internal sealed class OfferNameConverter() : TextConverter<OfferName>(static text => new OfferName(text));
