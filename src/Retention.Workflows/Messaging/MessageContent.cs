namespace Retention.Workflows.Messaging;

/// <summary>A rendered message.</summary>
public sealed record MessageContent
{
    /// <summary>The subject, one line; null if the channel has no subject.</summary>
    public string? Subject { get; init; }

    /// <summary>The HTML part; null if the channel has no HTML.</summary>
    public string? Html { get; init; }

    /// <summary>The text part; never empty.</summary>
    public required string Text { get; init; }

    /// <summary>The names of the files to attach, without the pictures that the HTML shows; empty by default.</summary>
    public IReadOnlyList<string> Attachments { get; init; } = [];
}
