namespace Retention.Workflows.Messaging;

/// <summary>A file that goes with a message: a picture that its HTML shows, or an attachment.</summary>
public sealed record Attachment
{
    /// <summary>The bytes of the file.</summary>
    public required ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>The media type, such as <c>image/png</c>; null (default) means the one of the file name's ending.</summary>
    public string? ContentType { get; init; }

    /// <summary>The file's name, as the customer sees it; null (default) means the requested name.</summary>
    public string? FileName { get; init; }

    /// <summary>
    /// The name under which the HTML shows it, <c>cid:name</c>; null for an attachment. The engine sets it, whatever a resolver says.
    /// </summary>
    public string? ContentId { get; init; }
}
