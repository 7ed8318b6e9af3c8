using Retention.Workflows.Journeys;

namespace Retention.Workflows.Tool.Journeys;

/// <summary>A journey taken apart for a comparison: its rules as text, and its steps in the order of the text.</summary>
internal sealed class JourneyParts
{
    private const string StepsLine = "steps:";

    private readonly Dictionary<string, StepPart> _byName;

    private JourneyParts(IReadOnlyList<string> rules, IReadOnlyList<StepPart> steps)
    {
        Rules = rules;
        Steps = steps;
        _byName = steps.ToDictionary(step => step.Name, StringComparer.Ordinal);
    }

    /// <summary>The lines of the outline above the steps: name, enrollment, goal, policies and exit rules.</summary>
    internal IReadOnlyList<string> Rules { get; }

    internal IReadOnlyList<StepPart> Steps { get; }

    internal StepPart this[string name] => _byName[name];

    internal bool Has(string name) => _byName.ContainsKey(name);

    internal static JourneyParts Of(JourneyDefinition journey)
    {
        var lines = journey.ToOutline().Split('\n').Select(line => line.Trim()).ToList();
        var first = lines.IndexOf(StepsLine);
        var rules = lines[..first].Where(line => line.Length > 0).ToList();
        var descriptions = lines[(first + 1)..].Where(line => line.Contains(": ", StringComparison.Ordinal))
            .Select(line => line.Split(": ", 2)).ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
        var steps = new List<StepPart>();
        Walk(journey.Steps, "", steps, descriptions);
        return new JourneyParts(rules, steps);
    }

    private static void Walk(
        IReadOnlyList<JourneyStep> siblings, string branch, List<StepPart> steps, IReadOnlyDictionary<string, string> descriptions)
    {
        JourneyStep? previous = null;
        foreach (var step in siblings)
        {
            steps.Add(new StepPart(
                step.Name, descriptions.GetValueOrDefault(step.Name, ""), JourneyJson.WriteStep(StepTypes.BuiltIn.WithoutBranches(step)),
                branch, previous?.Name));
            foreach (var way in step.Branches)
                Walk(way.Steps, $"{step.Name}/{way.Label}", steps, descriptions);
            previous = step;
        }
    }
}
