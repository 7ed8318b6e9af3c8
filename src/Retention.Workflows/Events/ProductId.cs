using Retention.Workflows.Naming;

namespace Retention.Workflows;

/// <summary>A product's id in the shop's own system. Compared ordinally and case-sensitively; at most 200 characters.</summary>
[System.ComponentModel.TypeConverter(typeof(ProductIdConverter))]
public readonly record struct ProductId
{
    private readonly string? _value;

    /// <summary>Creates an id from the shop's id, unchanged.</summary>
    /// <exception cref="ArgumentException">The id is empty, white space or too long.</exception>
    public ProductId(string value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(value);
        if (value.Length > CustomerId.MaxLength)
            throw new ArgumentException($"A product id has at most {CustomerId.MaxLength} characters.", nameof(value));
        _value = value;
    }

    /// <summary>The id as text.</summary>
    public string Value => _value ?? throw new InvalidOperationException("This ProductId has no value (default value).");

    /// <summary>Converts a text to a product id.</summary>
    /// <exception cref="ArgumentException">The id is empty, white space or too long.</exception>
    public static implicit operator ProductId(string value) => new(value);

    /// <summary>Returns the id as text.</summary>
    public override string ToString() => _value ?? "";
}

internal sealed class ProductIdConverter() : TextConverter<ProductId>(static text => new ProductId(text));
