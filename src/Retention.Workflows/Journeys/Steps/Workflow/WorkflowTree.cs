using System.Collections.Immutable;

namespace Retention.Workflows.Journeys.Steps;

/// <summary>
/// Finds the tree in the connections of a workflow. Branches of a step join at its nearest post-dominator, the first step that all of them
/// reach (after Prosser, 1959); branches that end at an exit do not count. If only one branch does not end at an exit, the following steps
/// belong to that branch.
/// </summary>
internal sealed class WorkflowTree
{
    /// <summary>The position after the last step.</summary>
    private const string End = "";

    private readonly Dictionary<string, JourneyStep> _steps;
    private readonly Dictionary<(string? From, string? Branch), string> _ways;

    /// <summary>
    /// By step: the step itself and all steps that every path from it reaches. Without the end if every path ends at an exit.
    /// </summary>
    private readonly Dictionary<string, ImmutableHashSet<string>> _behind = new(StringComparer.Ordinal) { [End] = [End] };

    private readonly HashSet<string> _placed = new(StringComparer.Ordinal);

    private readonly StepTypes _types;

    private WorkflowTree(WorkflowStep workflow, StepTypes types)
    {
        _types = types;
        _steps = workflow.Steps.ToDictionary(step => step.Name, StringComparer.Ordinal);
        _ways = workflow.Ways.ToDictionary(way => (way.From, way.Branch), way => way.To);
    }

    /// <summary>Returns the steps as a tree; <see langword="null"/> if the connections are incomplete or not a tree.</summary>
    internal static IReadOnlyList<JourneyStep>? Of(WorkflowStep workflow, StepTypes types)
    {
        if (workflow.Ways.Count == 0 || HasTwice(workflow.Ways.Select(way => (way.From, way.Branch)))
            || HasTwice(workflow.Steps.Select(step => step.Name)))
            return null;
        var tree = new WorkflowTree(workflow, types);
        var first = tree.Next(null, null);
        return tree.LooksAhead(first, []) && tree.Lay(first, End) is { } steps && tree._placed.Count == tree._steps.Count ? steps : null;
    }

    private static bool HasTwice<T>(IEnumerable<T> all) => all.GroupBy(one => one).Any(same => same.Skip(1).Any());

    private bool Repeats(JourneyStep step) => _types.Of(step).Repeats;

    private bool Ends(JourneyStep step) => _types.Of(step).EndOf(step) == StepEnd.Always;

    private string Next(string? from, string? branch) => _ways.GetValueOrDefault((from, branch), End);

    /// <summary>True if some results of a step lead past its branches, to the step behind them.</summary>
    private bool PassesBranches(string step) => _ways.ContainsKey((step, null));

    /// <summary>The branches with their own connections; empty if the step has one exit.</summary>
    private List<string> BranchesOf(JourneyStep step) => Repeats(step) ? [] :
    [
        .. step.Branches.Select(branch => branch.Label)
            .Where(label => !PassesBranches(step.Name) || _ways.ContainsKey((step.Name, label))),
    ];

    /// <summary>Computes the post-dominators of a step. Only repeat steps may form loops; their bodies are visited from there.</summary>
    /// <returns>True if there are no other loops.</returns>
    private bool LooksAhead(string name, ImmutableHashSet<string> above)
    {
        if (_behind.ContainsKey(name))
            return true;
        if (above.Contains(name) || !_steps.TryGetValue(name, out var step))
            return false;
        if (Ends(step))
        {
            _behind[name] = [name];
            return true;
        }

        List<string> next = [.. BranchesOf(step).Select(branch => Next(name, branch))];
        if (next.Count == 0 || PassesBranches(name))
            next.Add(Next(name, null));
        if (!next.All(one => LooksAhead(one, above.Add(name))))
            return false;
        _behind[name] = CommonTo(next).Add(name);
        return !Repeats(step) || LooksAhead(Next(name, "again"), above); // the path back finds the step already marked
    }

    /// <summary>
    /// Returns the steps that every path from the given steps reaches. Steps whose paths all end at an exit do not count beside others.
    /// </summary>
    private ImmutableHashSet<string> CommonTo(IReadOnlyList<string> steps)
    {
        var goingOn = steps.Where(GoesOn).ToList();
        return (goingOn.Count > 0 ? goingOn : steps).Select(step => _behind[step]).Aggregate((one, other) => one.Intersect(other));
    }

    private bool GoesOn(string step) => _behind[step].Contains(End);

    /// <summary>Builds a list of steps until a given step or an exit; <see langword="null"/> if the given step is not reached.</summary>
    private List<JourneyStep>? Lay(string name, string until)
    {
        var laid = new List<JourneyStep>();
        while (name != until)
        {
            if (name == End || !_placed.Add(name))
                return null;
            var step = _steps[name];
            List<string> branches = Repeats(step) ? ["again"] : BranchesOf(step);
            var behind = branches.Count == 0 || Repeats(step) || PassesBranches(name) ? Next(name, null) : MeetingOf(name, branches, until);
            var active = new Dictionary<string, IReadOnlyList<JourneyStep>>(StringComparer.Ordinal);
            foreach (var branch in branches)
            {
                if (Lay(Next(name, branch), Repeats(step) ? name : behind ?? until) is not { } steps)
                    return null;
                active[branch] = steps;
            }

            laid.Add(branches.Count == 0 ? step : _types.Of(step).WithBranches(step, label => active.GetValueOrDefault(label, [])));
            if (behind is null || Ends(step))
                return laid; // no path leaves it
            name = behind;
        }

        return laid;
    }

    /// <summary>Returns where the branches of a step join; null if each ends at its own exit.</summary>
    private string? MeetingOf(string name, List<string> branches, string until) =>
        branches.Count(branch => GoesOn(Next(name, branch))) switch
        {
            1 => until,
            _ => _behind[name].Remove(name).MaxBy(step => _behind[step].Count),
        };
}
