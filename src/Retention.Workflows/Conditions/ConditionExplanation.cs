using System.Text;

namespace Retention.Workflows;

/// <summary>Why a condition held or not for one customer, part by part. All parts are asked, also those that could not change the answer.</summary>
public sealed record ConditionExplanation
{
    /// <summary>What was asked, in English.</summary>
    public required string Asked { get; init; }

    /// <summary>Whether it held.</summary>
    public required bool Holds { get; init; }

    /// <summary>What was found: "2 purchases, the last on 2026-03-04". Empty for what only joins its parts.</summary>
    public string Because { get; init; } = "";

    /// <summary>The parts of what joins others.</summary>
    public IReadOnlyList<ConditionExplanation> Parts { get; init; } = [];

    /// <summary>Returns the explanation as indented lines, a condition each.</summary>
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
