namespace Retention.Workflows.Journeys;

/// <summary>Sets or removes attributes of the customer, in the transaction of the step. Later steps, conditions and templates see them.</summary>
/// <remarks>
/// When the shop saves the customer again, its description replaces the attributes. A customer whom the shop never described, or who was erased, has none:
/// the journey goes on and nothing is set. Done twice, it changes nothing the second time.
/// </remarks>
public sealed record SetAttributeStep : JourneyStep
{
    /// <summary>The attributes that are set, each with its value; default none.</summary>
    public PropertyBag Set { get; init; } = PropertyBag.Empty;

    /// <summary>The keys of the attributes that are removed; default none. A customer without the attribute stays as described.</summary>
    public IReadOnlyList<string> Remove { get; init => field = [.. value]; } = [];

    /// <summary>Whether both say the same.</summary>
    public bool Equals(SetAttributeStep? other) => other is not null && Name == other.Name && Set.Equals(other.Set) && Remove.SequenceEqual(other.Remove);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Set.Count, Remove.Count);
}
