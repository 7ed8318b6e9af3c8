namespace Retention.Workflows.Journeys;

/// <summary>Another channel for a message.</summary>
public sealed record SendFallback
{
    /// <summary>Over which channel.</summary>
    public required Channel Channel { get; init; }

    /// <summary>With which template.</summary>
    public required TemplateName Template { get; init; }

    /// <summary>For whom; default everybody. Whoever does not fulfil it goes on to the next in the list.</summary>
    public Condition? When { get; init; }
}
