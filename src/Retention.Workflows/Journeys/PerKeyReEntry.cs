namespace Retention.Workflows;

/// <summary>Once per value of a property of the trigger event.</summary>
public sealed record PerKeyReEntry : ReEntry
{
    internal PerKeyReEntry(string property)
    {
        if (!PropertyBag.IsKey(property))
            throw new ArgumentException(
                $"'{property}' is not a valid property key: a letter or underscore, then letters, digits, underscores or hyphens, at most 64 in all.", nameof(property));
        Property = property;
    }

    /// <summary>The property's key.</summary>
    public string Property { get; }

    /// <inheritdoc/>
    public override string Describe() => $"once per {Property}";
}
