using System.Text;
using Retention.Workflows.Journeys.Steps;

namespace Retention.Workflows.Journeys.Rendering;

/// <summary>Draws a journey as a Mermaid flowchart.</summary>
internal sealed class JourneyMermaid(StepTypes types)
{
    private const string Start = "enroll";
    private const string End = "completed";

    private readonly StringBuilder _text = new();

    internal string Draw(JourneyDefinition definition)
    {
        Line("flowchart TD");
        Line($"    {Start}([{Label(definition.Name.ToString(), $"enroll {definition.Enrollment.Trigger.Describe()}", definition.Enrollment.Audience?.Describe())}])");
        var loose = Steps(StepTree.Of(definition.Steps, types), [new Way(Start, null)]);
        if (loose.Count > 0)
        {
            Line($"    {End}([{Label(End)}])");
            Join(loose, End);
        }

        return _text.ToString();
    }

    /// <summary>Draws steps and returns the edges that leave their end.</summary>
    private IReadOnlyList<Way> Steps(IReadOnlyList<JourneyStep> steps, IReadOnlyList<Way> loose)
    {
        Way? skipping = null;
        foreach (var step in steps)
        {
            loose = [.. Step(step, loose), .. skipping is { } past ? [past] : Array.Empty<Way>()];
            skipping = types.Of(step).SkipsNext(step) ? new Way(Id("step", step.Name), "past") : null;
        }

        return loose;
    }

    private IReadOnlyList<Way> Step(JourneyStep step, IReadOnlyList<Way> incoming)
    {
        var kind = types.Of(step);
        var end = kind.EndOf(step);
        var id = Id("step", step.Name);
        Line($"    {id}{Node(end == StepEnd.Sometimes ? StepShape.Choice : kind.Shape, Label(step.Name, kind.Describe(step)))}");
        Join(incoming, id);

        if (end == StepEnd.Always)
            return [];
        if (end == StepEnd.Sometimes)
        {
            var exit = Id("exit", step.Name);
            Line($"    {exit}{Node(StepShape.End, Label("exit"))}");
            Join([new Way(id, "exit")], exit);
            return [new Way(id, "stay")];
        }

        return step.Branches.Count == 0
            ? [new Way(id, null)]
            : [.. step.Branches.SelectMany(branch => Steps(branch.Steps, [new Way(id, branch.Label)]))];
    }

    private void Join(IReadOnlyList<Way> ways, string to)
    {
        foreach (var way in ways)
            Line(way.Label is null ? $"    {way.From} --> {to}" : $"    {way.From} -->|{Label(way.Label)}| {to}");
    }

    private void Line(string line) => _text.Append(line).Append('\n');

    /// <summary>
    /// Names in kebab case have no underscores, so two names never get the same id. The prefix avoids Mermaid's keywords.
    /// </summary>
    private static string Id(string what, string name) => $"{what}_{name.Replace('-', '_')}";

    private static string Node(StepShape shape, string label) => shape switch
    {
        StepShape.Wait => $"([{label}])",
        StepShape.Choice => $"{{{label}}}",
        StepShape.Message => $"[/{label}/]",
        StepShape.End => $"(({label}))",
        _ => $"[{label}]",
    };

    private static string Label(params ReadOnlySpan<string?> lines)
    {
        var label = new StringBuilder("\"");
        foreach (var line in lines)
        {
            if (line is null)
                continue;
            if (label.Length > 1)
                label.Append("<br/>");
            foreach (var character in line)
                label.Append(Escaped(character));
        }

        return label.Append('"').ToString();
    }

    private static string Escaped(char character) => character switch
    {
        '"' => "#quot;",
        '#' => "#35;",
        '&' => "#amp;",
        '<' => "#lt;",
        '>' => "#gt;",
        '`' => "#96;",
        _ when char.IsControl(character) => " ",
        _ => character.ToString(),
    };

    private readonly record struct Way(string From, string? Label);
}
