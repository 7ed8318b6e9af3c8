namespace Retention.Workflows.Journeys;

/// <summary>Code that the joined conditions share.</summary>
internal static class ConditionParts
{
    internal static IReadOnlyList<Condition> Require(IEnumerable<Condition> parts, string kind)
    {
        ArgumentNullException.ThrowIfNull(parts);
        Condition[] copy = [.. parts];
        if (copy.Length < 2)
            throw new ArgumentException($"'{kind}' needs at least two conditions.", nameof(parts));
        foreach (var part in copy)
            ArgumentNullException.ThrowIfNull(part, nameof(parts));
        return copy;
    }

    internal static int Hash(IReadOnlyList<Condition> parts)
    {
        var hash = new HashCode();
        foreach (var part in parts)
            hash.Add(part);
        return hash.ToHashCode();
    }
}
