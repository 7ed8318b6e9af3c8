using System.Text;

namespace Retention.Workflows;

/// <summary>
/// Explains part by part why a condition was true or false for one customer. Every part is evaluated, even if it could not change the
/// result.
/// </summary>
public sealed record ConditionExplanation
{
    /// <summary>The condition in English.</summary>
    public required string Asked { get; init; }

    /// <summary>True if the condition was true.</summary>
    public required bool Holds { get; init; }

    /// <summary>The facts that were found: "2 purchases, the last on 2026-03-04". Empty for a condition that only joins parts.</summary>
    public string Because { get; init; } = "";

    /// <summary>The explanations of the parts; empty for a condition without parts.</summary>
    public IReadOnlyList<ConditionExplanation> Parts { get; init; } = [];

    /// <summary>Returns the explanation as indented text, one condition a line.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        Append(text, 0);
        return text.ToString().TrimEnd('\n');
    }

    private void Append(StringBuilder text, int depth)
    {
        text.Append(' ', depth * 2).Append(Holds ? "yes: " : "no: ").Append(Asked);
        if (Because.Length > 0)
            text.Append(" (").Append(Because).Append(')');
        text.Append('\n');
        foreach (var part in Parts)
            part.Append(text, depth + 1);
    }
}
