namespace Retention.Workflows.Naming;

/// <summary>Suggests known names for a mistyped name.</summary>
internal static class NameHint
{
    private const int MostListed = 20;
    private const int MostEdits = 2;

    /// <summary>" Did you mean 'think'?", or an empty text if no known name is close.</summary>
    internal static string DidYouMean(string name, IEnumerable<string> known)
    {
        var closest = known.Where(candidate => candidate != name)
            .Select(candidate => (Name: candidate, Edits: Distance(name, candidate)))
            .Where(candidate => candidate.Edits <= Math.Min(MostEdits, candidate.Name.Length / 2))
            .OrderBy(candidate => candidate.Edits)
            .ThenBy(candidate => candidate.Name, StringComparer.Ordinal)
            .FirstOrDefault();
        return closest.Name is null ? "" : $" Did you mean '{closest.Name}'?";
    }

    /// <summary>" Known: a, b, c."</summary>
    internal static string Known(IEnumerable<string> known)
    {
        string[] names = [.. known.Order(StringComparer.Ordinal)];
        return names.Length switch
        {
            0 => " None are known.",
            <= MostListed => $" Known: {string.Join(", ", names)}.",
            _ => $" Known: {string.Join(", ", names.Take(MostListed))} and {names.Length - MostListed} more.",
        };
    }

    /// <summary>
    /// The number of letters to insert, remove or change. A large difference in length counts as far without being computed.
    /// </summary>
    private static int Distance(string from, string to)
    {
        if (Math.Abs(from.Length - to.Length) > MostEdits)
            return int.MaxValue;

        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var changed = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
