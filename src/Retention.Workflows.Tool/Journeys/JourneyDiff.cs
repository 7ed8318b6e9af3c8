namespace Retention.Workflows.Tool.Journeys;

/// <summary>
/// The difference between two versions of a journey, for people who review it. Steps are the same if they have the same name.
/// </summary>
internal static class JourneyDiff
{
    /// <summary>
    /// The changes, a line each: <c>-</c> removed, <c>+</c> added, <c>~</c> changed, <c>&gt;</c> moved. Empty if the versions are equal.
    /// </summary>
    internal static IReadOnlyList<string> Between(JourneyDefinition before, JourneyDefinition after)
    {
        if (before.Equals(after))
            return [];
        var (old, @new) = (JourneyParts.Of(before), JourneyParts.Of(after));
        List<string> changes = [.. Rules(old.Rules, @new.Rules), .. Steps(old, @new)];
        if (changes.Count == 0)
            changes.Add($"~ {after.Name}: the versions differ in their JSON form only");
        return [.. changes, .. Effect(after.WhenPublished, old, @new)];
    }

    private static IEnumerable<string> Rules(IReadOnlyList<string> before, IReadOnlyList<string> after) =>
        before.Except(after).Select(rule => $"- {rule}").Concat(after.Except(before).Select(rule => $"+ {rule}"));

    private static IEnumerable<string> Steps(JourneyParts before, JourneyParts after)
    {
        foreach (var step in before.Steps.Where(step => !after.Has(step.Name)))
            yield return $"- {step.Name}: {step.Description}, was {step.Place}";
        var stayed = Stayed(before, after);
        foreach (var step in after.Steps)
        {
            if (!before.Has(step.Name))
            {
                yield return $"+ {step.Name}: {step.Description}, {step.Place}";
                continue;
            }

            var earlier = before[step.Name];
            if (earlier.Json != step.Json)
                yield return earlier.Description == step.Description
                    ? $"~ {step.Name}: {earlier.Json} -> {step.Json}" : $"~ {step.Name}: {earlier.Description} -> {step.Description}";
            if (!stayed.Contains(step.Name))
                yield return $"> {step.Name}: was {earlier.Place}, now {step.Place}";
        }
    }

    /// <summary>
    /// The steps that kept their place: the longest sequence of steps that both versions have in the same order, in the same branches.
    /// </summary>
    private static HashSet<string> Stayed(JourneyParts before, JourneyParts after)
    {
        var (old, @new) = (before.Steps, after.Steps);
        var lengths = new int[old.Count + 1, @new.Count + 1];
        for (var i = old.Count - 1; i >= 0; i--)
        {
            for (var j = @new.Count - 1; j >= 0; j--)
                lengths[i, j] = IsSame(i, j) ? lengths[i + 1, j + 1] + 1 : Math.Max(lengths[i + 1, j], lengths[i, j + 1]);
        }

        var stayed = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0, j = 0; i < old.Count && j < @new.Count;)
        {
            if (IsSame(i, j))
            {
                stayed.Add(old[i].Name);
                (i, j) = (i + 1, j + 1);
            }
            else if (lengths[i + 1, j] >= lengths[i, j + 1])
            {
                i++;
            }
            else
            {
                j++;
            }
        }

        return stayed;

        bool IsSame(int i, int j) => old[i].Name == @new[j].Name && old[i].Branch == @new[j].Branch;
    }

    /// <summary>What publishing the later version does to the enrollments of the earlier one.</summary>
    private static IEnumerable<string> Effect(PublishPolicy policy, JourneyParts before, JourneyParts after)
    {
        var removed = before.Steps.Where(step => !after.Has(step.Name)).Select(step => step.Name).ToList();
        yield return "";
        yield return policy switch
        {
            PublishPolicy.Exit => "Active enrollments exit when this version is published.",
            PublishPolicy.Drain => "Active enrollments finish on their version when this version is published.",
            _ when removed.Count == 0 => "Active enrollments move to this version when it is published.",
            _ => $"Active enrollments move to this version when it is published, but those at {string.Join(", ", removed)} finish on their version.",
        };
    }
}
