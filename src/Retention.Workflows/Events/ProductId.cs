namespace Retention.Workflows;

/// <summary>Names a product by the shop's own id. Ordinal, case-sensitive, at most 200 characters.</summary>
public readonly record struct ProductId
{
    private readonly string? _value;

    /// <summary>Takes the shop's id as it is.</summary>
    /// <exception cref="ArgumentException">The id is empty, white space or too long.</exception>
    public ProductId(string value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(value);
        if (value.Length > CustomerId.MaxLength)
            throw new ArgumentException($"A product id has at most {CustomerId.MaxLength} characters.", nameof(value));
        _value = value;
    }

    /// <summary>The shop's id.</summary>
    public string Value => _value ?? throw new InvalidOperationException("This ProductId was never given a value (default).");

    /// <summary>Returns the shop's id.</summary>
    public override string ToString() => _value ?? "";
}
