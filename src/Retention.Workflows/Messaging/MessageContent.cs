namespace Retention.Workflows.Messaging;

/// <summary>A rendered message, ready to leave.</summary>
public sealed record MessageContent
{
    /// <summary>The subject, one line; only where the channel has one.</summary>
    public string? Subject { get; init; }

    /// <summary>The HTML part; only where the channel has one.</summary>
    public string? Html { get; init; }

    /// <summary>The text part; never empty.</summary>
    public required string Text { get; init; }
}
