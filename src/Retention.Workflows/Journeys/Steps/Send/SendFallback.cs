namespace Retention.Workflows.Journeys;

/// <summary>A fallback channel for a message.</summary>
public sealed record SendFallback
{
    /// <summary>The channel.</summary>
    public required Channel Channel { get; init; }

    /// <summary>The template.</summary>
    public required TemplateName Template { get; init; }

    /// <summary>The condition for this channel; default null: every customer. If it is false, the next fallback is tried.</summary>
    public Condition? When { get; init; }
}
