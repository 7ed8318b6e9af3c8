using System.Text;

namespace Retention.Workflows.Journeys.Rendering;

/// <summary>Writes a journey as indented text.</summary>
internal static class JourneyOutline
{
    internal static string Of(JourneyDefinition definition, StepTypes types)
    {
        var text = new StringBuilder();
        Line(text, 0, $"journey {definition.Name}");
        Line(text, 0, "");
        Line(text, 0, $"enroll: {definition.Enrollment.Trigger.Describe()}");
        var word = "who";
        foreach (var demand in definition.Enrollment.Audience is AllCondition all
            ? all.Parts.Select(Part) : [definition.Enrollment.Audience?.Describe() ?? "everybody"])
        {
            Line(text, 1, $"{word}: {demand}");
            word = "and";
        }

        Line(text, 1, $"re-entry: {definition.Enrollment.ReEntry.Describe()}");
        if (definition.Goal is { } goal)
            Line(text, 0,
                $"goal: {goal.Event} within {goal.Within.ToText()} of the enrollment{(goal.EndsJourney ? ", ends the journey" : "")}");
        if (definition.Priority != 0)
            Line(text, 0, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"priority: {definition.Priority}"));
        if (definition.WhenPublished != PublishPolicy.Drain)
            Line(text, 0,
                $"when published: active enrollments {(definition.WhenPublished == PublishPolicy.Exit ? "exit" : "move to this version")}");
        if (definition.WhenLate != LatenessPolicy.Continue)
            Line(text, 0, $"when late after a pause: {(definition.WhenLate == LatenessPolicy.Exit ? "exit" : "skip late messages")}");
        foreach (var rule in definition.ExitRules)
            Line(text, 0, $"exit {rule.Name}: on {rule.On}{(rule.When is { } when ? $", if {when.Describe()}" : "")}");
        Line(text, 0, "steps:");
        Steps(text, 1, StepTree.Of(definition.Steps, types), types);
        return text.ToString();
    }

    private static void Steps(StringBuilder text, int depth, IReadOnlyList<JourneyStep> steps, StepTypes types)
    {
        foreach (var step in steps)
        {
            Line(text, depth, $"{step.Name}: {types.Of(step).Describe(step)}");
            foreach (var branch in step.Branches.Where(branch => branch.Steps.Count > 0))
            {
                Line(text, depth + 1, $"{branch.Label} ->");
                Steps(text, depth + 2, branch.Steps, types);
            }
        }
    }

    private static string Part(Condition condition) => condition is AnyCondition ? $"({condition.Describe()})" : condition.Describe();

    private static void Line(StringBuilder text, int depth, string line)
    {
        if (line.Length > 0)
            text.Append(' ', depth * 2).Append(line.ReplaceLineEndings(" "));
        text.Append('\n');
    }
}
