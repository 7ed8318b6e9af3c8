namespace Retention.Workflows;

/// <summary>One error in a journey, with its location.</summary>
public sealed record JourneyError
{
    /// <summary>The path into the JSON form: <c>$.steps[3].then[0].period</c>. It is the same for a journey written in C#.</summary>
    public required string Path { get; init; }

    /// <summary>The problem and how to fix it, in one sentence.</summary>
    public required string Message { get; init; }

    /// <summary>The line in the JSON text, from 1; null for a journey written in C#.</summary>
    public int? Line { get; init; }

    /// <summary>Returns path, line and message.</summary>
    public override string ToString() => Line is { } line ? $"{Path} (line {line}): {Message}" : $"{Path}: {Message}";
}
