namespace Retention.Workflows.Journeys;

/// <summary>
/// Sets or removes attributes of the customer, in the transaction of the step. Later steps, conditions and templates see them.
/// </summary>
/// <remarks>
/// When the host saves the customer again, the new description replaces the attributes. For an erased customer, or one without a
/// description, nothing is set and the journey continues. A second execution changes nothing.
/// </remarks>
public sealed record SetAttributeStep : JourneyStep
{
    /// <summary>The attributes to set, with their values; default none.</summary>
    public PropertyBag Set { get; init; } = PropertyBag.Empty;

    /// <summary>The keys of the attributes to remove; default none. A customer without the attribute is not changed.</summary>
    public IReadOnlyList<string> Remove { get; init => field = [.. value]; } = [];

    /// <summary>True if both have the same content.</summary>
    public bool Equals(SetAttributeStep? other) =>
        other is not null && Name == other.Name && Set.Equals(other.Set) && Remove.SequenceEqual(other.Remove);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Set.Count, Remove.Count);
}
