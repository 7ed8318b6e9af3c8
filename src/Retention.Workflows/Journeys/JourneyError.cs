namespace Retention.Workflows;

/// <summary>One thing that is wrong with a journey, and where.</summary>
public sealed record JourneyError
{
    /// <summary>Where, as a path into the JSON form: <c>$.steps[3].then[0].period</c>. The same for a journey that was written in C#.</summary>
    public required string Path { get; init; }

    /// <summary>What is wrong and what is right instead, in a sentence.</summary>
    public required string Message { get; init; }

    /// <summary>The line in the JSON text, from 1; none for a journey that was written in C#.</summary>
    public int? Line { get; init; }

    /// <summary>Returns path, line and message.</summary>
    public override string ToString() => Line is { } line ? $"{Path} (line {line}): {Message}" : $"{Path}: {Message}";
}
