using System.Collections.Immutable;
using Retention.Workflows.Journeys.Json;
using Retention.Workflows.Journeys.Steps;

namespace Retention.Workflows.Journeys.Validation;

/// <summary>Traverses a definition and collects all errors.</summary>
internal sealed class JourneyCheck(StepTypes types, IJourneyReferences? references) : JourneyScope(types, references)
{
    /// <summary>Steps whose kind is not registered or fails; they are reported once.</summary>
    private readonly HashSet<JourneyStep> _unusable = new(ReferenceEqualityComparer.Instance);

    internal void Definition(JourneyDefinition definition)
    {
        var root = new ValidationContext(this, "$");
        root["name"].Name(definition.Name.ToString(), "journey");
        if (definition.Enrollment.Audience is { } audience)
            root["enroll"]["when"].Condition(audience);
        if (definition.Goal is { } goal)
        {
            root["goal"]["event"].Given(goal.Event);
            root["goal"]["within"].Require(!goal.Within.IsZero, "A goal needs a period within which it counts.");
        }

        root["whenPublished"].Defined(definition.WhenPublished);
        root["whenLate"].Defined(definition.WhenLate);
        if (definition.Enrollment.Trigger is EventTrigger trigger)
            EventPatternForm.Check(trigger.Event, root["enroll"]["trigger"]);
        if (definition.Enrollment.ReEntry is PerKeyReEntry)
            root["enroll"]["reEntry"].Require(definition.Enrollment.Trigger is EventTrigger or ManualTrigger,
                "Re-entry per key reads a property of the event: enroll on an event or manually.");

        root["steps"].Require(definition.Steps.Count > 0, "A journey needs at least one step.");
        var count = Names(definition.Steps, root["steps"], 1);
        Exits(definition.ExitRules, root["exits"]);
        if (root["steps"]
            .Require(count <= JourneyLimits.MaxSteps, $"A journey has at most {JourneyLimits.MaxSteps} steps; this one has {count}."))
            Way(definition.Steps, root["steps"], [], 1);
    }

    /// <summary>Outcomes are recorded by name, so the name of an exit rule must differ from all steps and other rules.</summary>
    private void Exits(IReadOnlyList<ExitRule> rules, ValidationContext at)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var index = 0; index < rules.Count; index++)
        {
            var (rule, here) = (rules[index], at[index]);
            here["name"].Name(rule.Name, "exit rule");
            if (Steps.TryGetValue(rule.Name, out var step))
                here["name"].Error($"The name '{rule.Name}' is already used by the step at {step.Path}; exit rules and steps need different names.");
            else if (!names.TryAdd(rule.Name, here.Path))
                here["name"].Error($"The exit rule '{rule.Name}' is already defined at {names[rule.Name]}.");
            EventPatternForm.Check(rule.On, here);
            if (rule.When is { } when)
                here["when"].Condition(when);
        }
    }

    /// <summary>Collects the names of all steps; returns the number of steps.</summary>
    private int Names(IReadOnlyList<JourneyStep> steps, ValidationContext at, int level)
    {
        if (level > JourneyLimits.MaxDepth)
        {
            at.Require(steps.Count == 0, JourneyLimits.StepsTooDeep);
            return 0;
        }

        var count = steps.Count;
        for (var index = 0; index < steps.Count; index++)
        {
            var (step, here) = (steps[index], at[index]);
            if (step is UnreadableStep unreadable)
            {
                foreach (var name in unreadable.Names)
                    Steps.TryAdd(name, (step, here.Path));
                continue;
            }

            here["name"].Name(step.Name, "step");
            if (!string.IsNullOrEmpty(step.Name) && !Steps.TryAdd(step.Name, (step, here.Path)))
                here["name"]
                    .Error($"The name '{step.Name}' is already used by the step at {Steps[step.Name].Path}; step names must be unique in a journey.");
            if (Type(step, here) is not { } type)
                continue;
            if (type.IsWorkflow)
            {
                count += Names(InsideOf(step), here["steps"], level + 1);
                continue;
            }

            for (var branch = 0; branch < step.Branches.Count; branch++)
                count += Names(step.Branches[branch].Steps, BranchOf(type, step, branch, here), level + 1);
        }

        return count;
    }

    /// <summary>Follows the customers' path through a list of steps.</summary>
    /// <returns>The steps that a customer may have passed at the end; null if no customer reaches the end.</returns>
    private ImmutableHashSet<string>? Way(
        IReadOnlyList<JourneyStep> steps, ValidationContext at, ImmutableHashSet<string> reached, int level)
    {
        if (level > JourneyLimits.MaxDepth)
            return reached;

        var (now, isTold) = (reached, false);
        ImmutableHashSet<string>? end = reached;
        for (var index = 0; index < steps.Count; index++)
        {
            var (step, here) = (steps[index], at[index]);
            if (end is null && !isTold)
            {
                here.Error("This step is never reached: every path to it ends at an exit.");
                isTold = true;
            }

            // After a dead end the following steps are still checked, as if there were none.
            now = Pass(step, here, end ?? now, level, out var goesOn);
            // A customer who skips this step continues after it, even if it always ends.
            end = end is not null && (goesOn || (index > 0 && Skips(steps[index - 1]))) ? now : null;
            if (Skips(step))
                here["whenPast"].Require(
                    index + 1 < steps.Count, "There is no step after this one to skip: use continue-now or exit.");
        }

        return end;
    }

    /// <summary>Checks a step and its branches; returns the steps that a customer may have passed after it.</summary>
    private ImmutableHashSet<string> Pass(
        JourneyStep step, ValidationContext here, ImmutableHashSet<string> reached, int level, out bool goesOn)
    {
        goesOn = true;
        if (step is UnreadableStep unreadable)
            return reached.Union(unreadable.Names);

        if (_unusable.Contains(step))
            return reached.Add(step.Name);
        var type = types.Of(step);
        Reached = reached;
        Check(type, step, here);

        reached = reached.Add(step.Name);
        if (type.IsWorkflow)
            return Led(InsideOf(step), here, reached);
        goesOn = type.EndOf(step) != StepEnd.Always;
        var branches = step.Branches;
        if (branches.Count == 0)
            return reached;

        var ends = new ImmutableHashSet<string>?[branches.Count];
        for (var branch = 0; branch < ends.Length; branch++)
            ends[branch] = Way(branches[branch].Steps, BranchOf(type, step, branch, here), reached, level + 1);
        goesOn = ends.Any(end => end is not null);
        return ends.OfType<ImmutableHashSet<string>>().Aggregate(reached, (all, end) => all.Union(end));
    }

    private bool Skips(JourneyStep step) => step is not UnreadableStep && !_unusable.Contains(step) && types.Of(step).SkipsNext(step);

    private static IReadOnlyList<JourneyStep> InsideOf(JourneyStep workflow) => [.. workflow.Branches.SelectMany(branch => branch.Steps)];

    /// <summary>The kind of a step; null if it cannot be used, which is reported as an error at the step.</summary>
    private StepType? Type(JourneyStep step, ValidationContext here)
    {
        if (!types.Knows(step))
        {
            here["kind"].Error(StepTypes.Unknown(step));
            _unusable.Add(step);
            return null;
        }

        var type = types.Of(step);
        try
        {
            if (type.IsWorkflow || type.FieldSet.BranchPaths(step).Count() >= step.Branches.Count)
                return type;
            here.Error($"A {type.Kind} step has {step.Branches.Count} branches, but fewer fields of steps.");
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            here.Error($"The branches of this {type.Kind} step cannot be read: {exception.Message}");
        }

        _unusable.Add(step);
        return null;
    }

    /// <summary>Validates and describes a step through its kind. An exception of a host's kind becomes an error at the step.</summary>
    private void Check(StepType type, JourneyStep step, ValidationContext here)
    {
        var errors = Errors.Count;
        try
        {
            type.Check(step, here);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            here.Error($"The validation of the step kind '{type.Kind}' failed: {exception.GetType().Name}: {exception.Message}");
            return;
        }

        if (Errors.Count > errors)
            return; // an invalid step need not be describable
        try
        {
            if (string.IsNullOrWhiteSpace(type.Describe(step)))
                here.Error($"The step kind '{type.Kind}' describes the step with an empty text.");
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            here.Error($"The description of the step kind '{type.Kind}' failed: {exception.GetType().Name}: {exception.Message}");
        }
    }

    /// <summary>Checks the steps of a workflow. Its engine may go from each step to any other.</summary>
    private ImmutableHashSet<string> Led(IReadOnlyList<JourneyStep> inside, ValidationContext here, ImmutableHashSet<string> reached)
    {
        reached = reached.Union(inside.Select(step => step.Name));
        for (var index = 0; index < inside.Count; index++)
        {
            if (inside[index] is UnreadableStep || _unusable.Contains(inside[index])
                || types.Of(inside[index]) is not { IsWorkflow: false } type)
                continue;
            Reached = reached;
            Check(type, inside[index], here["steps"][index] with { IsLed = true });
        }

        return reached;
    }

    private static ValidationContext BranchOf(StepType type, JourneyStep step, int branch, ValidationContext here) =>
        here with { Path = here.Path + type.BranchPath(step, branch) };
}
