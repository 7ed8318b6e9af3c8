namespace Retention.Workflows;

/// <summary>One thing that is wrong with what was handed in. Never shows the content, so that no personal data ends up in a log.</summary>
public sealed record InputProblem
{
    /// <summary>The field, such as <c>at</c> or <c>properties.size</c>; none where all of it is meant.</summary>
    public string? Field { get; init; }

    /// <summary>What is wrong and which limit holds, as the rest of a sentence that begins with the field.</summary>
    public required string Reason { get; init; }

    /// <summary>Returns <c>properties.note has 1000000 characters; at most 4000 are allowed</c>.</summary>
    public override string ToString() => Field is null ? Reason : $"{Field} {Reason}";
}
