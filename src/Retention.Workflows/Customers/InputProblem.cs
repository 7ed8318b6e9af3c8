namespace Retention.Workflows;

/// <summary>One problem of the input. It never contains the content of the input, so no personal data reaches a log.</summary>
public sealed record InputProblem
{
    /// <summary>The field, such as <c>at</c> or <c>properties.size</c>; null if the whole input is meant.</summary>
    public string? Field { get; init; }

    /// <summary>The problem and the limit that applies, as the rest of a sentence that starts with the field.</summary>
    public required string Reason { get; init; }

    /// <summary>Returns <c>properties.note has 1000000 characters; at most 4000 are allowed</c>.</summary>
    public override string ToString() => Field is null ? Reason : $"{Field} {Reason}";
}
